package dev.headroom.receiver.alert;

/** Identity of an alert: Alertmanager's hash of its label set, 16 lower-case hex digits; other forms are refused. */
public record Fingerprint(String value) {
    private static final int LENGTH = 16;

    public Fingerprint {
        if (value.length() != LENGTH || !value.chars().allMatch(Fingerprint::isHex)) {
            throw new IllegalArgumentException("fingerprint must be 16 lower-case hex digits");
        }
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    @Override
    public String toString() {
        return value;
    }
}

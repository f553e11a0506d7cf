package dev.headroom.receiver.alert;

import org.jspecify.annotations.Nullable;

/** Identity of an alert: Alertmanager's hash of its label set, 16 lower-case hex digits; other forms are refused. */
public record Fingerprint(String value) {
    private static final int LENGTH = 16;

    public Fingerprint {
        if (value.length() != LENGTH || !isHex(value)) {
            throw new IllegalArgumentException("fingerprint must be 16 lower-case hex digits");
        }
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Written out, as {@link #hashCode} is: what a record makes of itself is slow with one compiler. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Fingerprint fingerprint && value.equals(fingerprint.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}

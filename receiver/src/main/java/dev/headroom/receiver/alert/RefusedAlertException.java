package dev.headroom.receiver.alert;

/** One alert that cannot be taken; cheap to throw, as it tells of bad input and not of a fault of ours. */
public final class RefusedAlertException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public RefusedAlertException(Refusal refusal) {
        super(refusal.word(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}

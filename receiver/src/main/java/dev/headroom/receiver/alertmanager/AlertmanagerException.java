package dev.headroom.receiver.alertmanager;

/** Alertmanager did not give a usable answer; the message names the address, what happened, and what to check. */
public final class AlertmanagerException extends Exception {
    private static final long serialVersionUID = 1L;

    AlertmanagerException(String message) {
        super(message);
    }
}

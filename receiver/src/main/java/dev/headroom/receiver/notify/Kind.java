package dev.headroom.receiver.notify;

import java.util.Locale;

/** What a notice is about. */
public enum Kind {
    /** An action was carried out. */
    DONE,
    /** An action was not carried out, or three ups in a row failed: a person should look. */
    FAILED,
    /** An action was taken back before it had any effect. */
    TAKEN_BACK,
    /** Nothing is heard of Alertmanager or Prometheus, so nothing is concluded; or it is heard again. */
    BLIND,
    /** More is wanted, and a freeze or hold forbids it. */
    FROZEN,
    /** More is wanted than the maximum. */
    AT_LIMIT,
    /** Somebody else sets the count. */
    OTHER_HAND;

    /** As it is written and sent. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

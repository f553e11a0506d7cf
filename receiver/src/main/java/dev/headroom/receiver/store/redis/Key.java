package dev.headroom.receiver.store.redis;

/**
 * The names of everything that is kept. Strings: the version of this layout; the lease, while one stands; the last term; the
 * numbers of the last change of alerts, of the last that forgot one, and of the last line of the history; a count of probes.
 * Hashes: alerts, actions by their id, rollouts in flight by service, overrides by service, notes by name; of the history by number
 * its lines, what became of their actions, and the wishes that speak against them (apart, as versions before this one do not know
 * those). Sorted sets: alerts by the number of their change, actions by time, lines by number, all and of one service, spans of a
 * service by the second in which they began.
 */
enum Key {
    VERSION("version"),
    LEASE("lease"),
    TERM("lease:last"),
    ALERTS("alerts"),
    ALERT_ORDER("alerts:order"),
    LAST_CHANGE("alerts:changed"),
    LAST_FORGOT("alerts:forgot"),
    ACTIONS("actions"),
    ACTION_TIMES("actions:times"),
    FLIGHTS("rollouts"),
    LAST_LINE("history:last"),
    LINES("history:lines"),
    RESULTS("history:results"),
    AGAINST("history:against"),
    ORDER("history:order"),
    OVERRIDES("overrides"),
    NOTES("notes"),
    SPANS("spans"),
    PROBES("probes");

    private final String name;

    Key(String name) {
        this.name = name;
    }

    /** As Redis knows it. */
    String under(String prefix) {
        return prefix + name;
    }
}

package dev.headroom.receiver.store.redis;

import java.util.List;

/**
 * The names of everything that is kept. Strings: the version of this layout; the lease, while one stands; the last term; the number
 * of the last line of the history; a count of probes. Hashes: alerts, actions by their id, rollouts in flight by service, overrides
 * by service, notes by name; of the history by number its lines, what became of their actions, and the wishes that speak against
 * them (apart, as versions before this one do not know those). Sorted sets: actions by time, lines by number, all and of one
 * service, spans of a service by the second in which they began.
 */
record Keys(String prefix) {

    String version() {
        return prefix + "version";
    }

    String lease() {
        return prefix + "lease";
    }

    String term() {
        return prefix + "lease:last";
    }

    /** The four that belong to alerts, and the last term, as the scripts take them. */
    List<String> alerts() {
        String alerts = prefix + "alerts";
        return List.of(alerts, alerts + ":order", alerts + ":changed", alerts + ":forgot", term());
    }

    String actions() {
        return prefix + "actions";
    }

    String actionTimes() {
        return prefix + "actions:times";
    }

    String flights() {
        return prefix + "rollouts";
    }

    String lastLine() {
        return prefix + "history:last";
    }

    String lines() {
        return prefix + "history:lines";
    }

    String against() {
        return prefix + "history:against";
    }

    String results() {
        return prefix + "history:results";
    }

    String order() {
        return prefix + "history:order";
    }

    String order(String service) {
        return prefix + "history:order:" + service;
    }

    String overrides() {
        return prefix + "overrides";
    }

    String notes() {
        return prefix + "notes";
    }

    String spans(String service) {
        return prefix + "spans:" + service;
    }

    String probes() {
        return prefix + "probes";
    }
}

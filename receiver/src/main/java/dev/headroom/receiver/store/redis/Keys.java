package dev.headroom.receiver.store.redis;

import java.util.List;

/** The names of everything that is kept. */
record Keys(String prefix) {

    /** The version of this layout. */
    String version() {
        return prefix + "version";
    }

    /** Text of the lease, while one stands. */
    String lease() {
        return prefix + "lease";
    }

    /** The last term that anybody had. */
    String term() {
        return prefix + "lease:last";
    }

    /** The four that belong to alerts, and the last term, as the scripts take them. */
    List<String> alerts() {
        String alerts = prefix + "alerts";
        return List.of(alerts, alerts + ":order", alerts + ":changed", alerts + ":forgot", term());
    }

    /** Hash of actions by their id. */
    String actions() {
        return prefix + "actions";
    }

    /** Sorted set of the actions' times and ids. */
    String actionTimes() {
        return prefix + "actions:times";
    }

    /** Hash of the rollouts in flight by service. */
    String flights() {
        return prefix + "rollouts";
    }

    /** Number of the last line of the history. */
    String lastLine() {
        return prefix + "history:last";
    }

    /** Hash of the history's explanations by number. */
    String lines() {
        return prefix + "history:lines";
    }

    /** Hash of the wishes that speak against a line, by number; apart, as versions before this one do not know them. */
    String against() {
        return prefix + "history:against";
    }

    /** Hash of what became of the history's actions by number. */
    String results() {
        return prefix + "history:results";
    }

    /** Sorted set of the history's lines by number. */
    String order() {
        return prefix + "history:order";
    }

    /** The same, of one service. */
    String order(String service) {
        return prefix + "history:order:" + service;
    }

    /** Hash of overrides by service. */
    String overrides() {
        return prefix + "overrides";
    }

    /** Hash of notes by name. */
    String notes() {
        return prefix + "notes";
    }

    /** Sorted set of a service's spans by the second in which they began. */
    String spans(String service) {
        return prefix + "spans:" + service;
    }

    /** Counts probes. */
    String probes() {
        return prefix + "probes";
    }
}

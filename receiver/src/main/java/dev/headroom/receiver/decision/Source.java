package dev.headroom.receiver.decision;

/** Who wants an action; cooldowns are kept by its name, which the policy keeps unique within a service. */
public record Source(Kind kind, String name) {

    private static final String MANUAL = "manual:";
    private static final String YIELD = "yield:";
    private static final String WAKE = "manual-wake:";
    private static final String SLEEP = "manual-sleep:";

    /** Where a proposal comes from; the lower-case name is the reason of a Scale. */
    public enum Kind {
        TRIGGER,
        MATRIX,
        SCHEDULE,
        OVERRIDE,
        /** A person, once. */
        MANUAL,
        /** A replica ended that nobody had stopped. */
        LOSS,
        /** Another service's up finds no room on a GPU. */
        YIELD,
        /** Somebody else changed the count; Headroom only took note. */
        FOREIGN
    }

    public static Source trigger(String name) {
        return new Source(Kind.TRIGGER, name);
    }

    public static Source matrix(String rule) {
        return new Source(Kind.MATRIX, rule);
    }

    /** The floor of the schedule's window, or {@code min_replicas}. */
    public static Source floor(String window) {
        return new Source(Kind.SCHEDULE, "schedule:" + window);
    }

    /** {@code max_replicas}, where there are more. */
    public static Source ceiling() {
        return new Source(Kind.SCHEDULE, "schedule:maximum");
    }

    /** What an autoscaler's floor was raised to, where nobody asks for that any more. */
    public static Source autoscaler() {
        return new Source(Kind.SCHEDULE, "schedule:autoscaler");
    }

    /** That replicas ended which nobody had stopped. */
    public static Source loss() {
        return new Source(Kind.LOSS, "loss");
    }

    /** That another service's up finds no room. */
    public static Source yielding(String other) {
        return new Source(Kind.YIELD, YIELD + other);
    }

    /** The service whose up finds no room; of a yielding source only. */
    String other() {
        return name.substring(YIELD.length());
    }

    /** Whoever changed the count without Headroom. */
    public static Source foreign() {
        return new Source(Kind.FOREIGN, "drift");
    }

    public static Source pin(String owner) {
        return new Source(Kind.OVERRIDE, "pin:" + owner);
    }

    public static Source manual(String owner) {
        return new Source(Kind.MANUAL, MANUAL + owner);
    }

    static Source manual(ManualScale.Ask ask, String owner) {
        return switch (ask) {
            case COUNT -> manual(owner);
            case WAKE -> new Source(Kind.MANUAL, WAKE + owner);
            case SLEEP -> new Source(Kind.MANUAL, SLEEP + owner);
        };
    }

    /** The person's name; of a manual source only. */
    String owner() {
        return name.substring(name.indexOf(':') + 1);
    }

    /** Whether a person wants replicas woken, and none started. */
    public boolean wakes() {
        return kind == Kind.MANUAL && name.startsWith(WAKE);
    }

    /** Whether replicas are put to sleep, and none is stopped: for a person, or for another service. */
    public boolean sleeps() {
        return kind == Kind.YIELD || (kind == Kind.MANUAL && name.startsWith(SLEEP));
    }

    /** Whether it answers to load, not to the clock or to a person. */
    boolean followsLoad() {
        return kind == Kind.TRIGGER || kind == Kind.MATRIX;
    }

    /** Whether a person asked for it: then only limits, room, overrides and a rollout in flight stand against it. */
    boolean person() {
        return kind == Kind.OVERRIDE || kind == Kind.MANUAL;
    }

    @Override
    public String toString() {
        return name;
    }
}

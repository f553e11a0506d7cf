package dev.headroom.ttltuner.tuning;

import java.util.Locale;

/** Why a TTL changed or stayed: metric label, log field and the status' text. */
public enum Reason {
    BELOW_TARGET("the hit rate is below its target"),
    ABOVE_TARGET("the target is met with room to spare"),
    MORE_PAYS("a longer TTL saves more than its memory costs"),
    LESS_PAYS("a shorter TTL saves more memory than its misses cost"),
    MEMORY_PRESSURE("the cache is short of memory"),
    MEMORY_PLAN("more would not fit beside the other modes"),
    UNREACHABLE("no TTL within bounds reaches the target"),
    OUT_OF_BOUNDS("the TTL was outside its bounds"),
    FIXED("this mode stays at its TTL"),
    INITIAL("there was no TTL"),

    ON_TARGET("the target is met"),
    PAYS_BEST("no other TTL surely costs less"),
    AT_BOUND("the TTL is at its bound"),
    SETTLING("the last change has not acted yet"),
    PINNED("a person pinned it"),
    CHANGED_BY_OTHERS("somebody else changed the TTL"),
    FEW_LOOKUPS("too few lookups to judge"),
    UNCERTAIN("the hit rate is too close to its bound to judge"),
    MISSES_DO_NOT_EXPIRE("the misses are no expiries: a longer TTL cures none"),
    CURVE_INCOMPLETE("the access feed has not run long enough"),
    SIZE_UNKNOWN("the size of an entry is not known"),
    CURVE_DISAGREES("the access feed does not match the counters"),

    FIRST_SAMPLE("only one sample of the counters yet"),
    NO_DATA("there is no hit rate"),
    STALE("the hit rate is old"),
    NOT_A_NUMBER("the hit rate is no number"),
    SOURCE_FAILED("the hit rate cannot be read"),

    REDIS_UNREACHABLE("Redis does not answer"),
    REDIS_LOADING("Redis is loading its data"),
    REDIS_FULL("Redis refuses writes for want of memory"),
    REDIS_REFUSED("Redis refused a command"),
    NOT_A_TTL("the key holds something that is no TTL"),
    NOT_LEADER("another tuner holds the lease");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /** In words, for people. */
    public String text() {
        return text;
    }

    /** Whether there was evidence, and it was judged. */
    public boolean isJudgement() {
        return compareTo(FIRST_SAMPLE) < 0;
    }

    /** As a label or field. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

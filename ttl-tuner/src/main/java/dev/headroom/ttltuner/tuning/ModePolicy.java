package dev.headroom.ttltuner.tuning;

import java.util.regex.Pattern;

/**
 * What a user wants of one cache mode (specification 3.1).
 *
 * @param mode name, as in {@code cache:ttl:{mode}}
 * @param goal a hit rate to keep, what a hit is worth, or a TTL to stay at
 * @param bounds in which the TTL stays, whoever changes it
 * @param initial seconds, written where the key does not exist
 * @param strategy the law that decides
 */
public record ModePolicy(String mode, Goal goal, Bounds bounds, int initial, Strategy strategy) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    public ModePolicy {
        if (!isName(mode)) {
            throw new IllegalArgumentException("a mode's name has 1 to 64 letters, digits, _, . or -, not " + mode);
        }
        if (bounds.clip(initial) != initial) {
            throw new IllegalArgumentException("the initial TTL of " + mode + " must be within its bounds");
        }
    }

    public static boolean isName(String mode) {
        return NAME.matcher(mode).matches();
    }

    /** What the tuner aims at. */
    public sealed interface Goal permits Target, Worth, Fixed {}

    /** A hit rate, as a ratio between 0 and 1. */
    public record Target(double hitRate) implements Goal {
        public Target {
            if (!(hitRate > 0 && hitRate < 1)) {
                throw new IllegalArgumentException("a target is between 0 and 1, not " + hitRate);
            }
        }
    }

    /**
     * The least cost of misses and memory together.
     *
     * @param missSeconds GPU time in seconds that a miss costs
     * @param secondsPerByte GPU time in seconds that a byte is worth for each second that it is held
     */
    public record Worth(double missSeconds, double secondsPerByte) implements Goal {}

    /** No target: the TTL stays at so many seconds, as creative mode's does. */
    public record Fixed(int seconds) implements Goal {}

    /** The least and the most seconds of a TTL. */
    public record Bounds(int least, int most) {
        public Bounds {
            if (least < 1 || most < least) {
                throw new IllegalArgumentException("bounds need 1 <= least <= most, not " + least + ".." + most);
            }
        }

        public int clip(double ttl) {
            return (int) Math.max(least, Math.min(most, ttl));
        }
    }

    /** The specification's 3.4 with guards, the curve, or the curve wherever there is one. */
    public enum Strategy {
        STEP,
        CURVE,
        AUTO
    }
}

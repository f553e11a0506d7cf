package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.Origin;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.settings.Purpose;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver is started with.
 *
 * @param listener told of everything that comes of evaluations, beside the metrics
 * @param freshness how long what was seen of a target stands for the present
 * @param origin where configuration and policy come from; null where they are not read again
 * @param written what the configuration's file said when it was read, by key
 */
public record Setup(
        HeadroomConfig config,
        ScalingPolicy policy,
        Timepiece clock,
        Outcomes listener,
        Duration freshness,
        @Nullable Origin origin,
        Map<String, String> written) {

    /** As the files say, which are read again when they change. */
    public static Setup of(Origin origin, Purpose purpose) {
        HeadroomConfig config = origin.config(purpose);
        return of(config, origin.policy(config.policy()), origin, origin.written());
    }

    public static Setup of(HeadroomConfig config, ScalingPolicy policy) {
        return of(config, policy, null, Map.of());
    }

    /** The same with the policy that is in its file now: while a start waited for its store it may have changed. */
    Setup withPolicyOfNow() {
        return origin == null
                ? this
                : new Setup(config, origin.policy(config.policy()), clock, listener, freshness, origin, written);
    }

    /** Whether nothing may be done, whatever the policy says. */
    boolean frozen() {
        return origin != null && origin.frozen();
    }

    private static Setup of(
            HeadroomConfig config, ScalingPolicy policy, @Nullable Origin origin, Map<String, String> written) {
        Duration evaluations = config.timing().evaluateEvery().multipliedBy(6);
        Duration least = Duration.ofSeconds(30);
        Duration freshness = evaluations.compareTo(least) > 0 ? evaluations : least;
        return new Setup(
                config,
                policy,
                Timepiece.of(InstantSource.system(), System::nanoTime),
                new Outcomes() {},
                freshness,
                origin,
                written);
    }
}

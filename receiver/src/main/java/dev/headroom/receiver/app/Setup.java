package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.Origin;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.nio.file.Path;
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
 * @param found what the files held when they were read
 */
public record Setup(
        HeadroomConfig config,
        ScalingPolicy policy,
        Timepiece clock,
        Outcomes listener,
        Duration freshness,
        @Nullable Origin origin,
        Found found) {

    /**
     * What files held when they were read.
     *
     * @param written by the configuration's keys
     * @param content of both files, as {@link Origin#content} tells it
     */
    public record Found(Map<String, String> written, String content) {
        /** Where nothing is read again. */
        public static final Found NOTHING = new Found(Map.of(), "");

        /** Before what is there is read: what changes meanwhile is a change. */
        static Found by(Origin origin, Path policy) {
            return new Found(origin.written(), content(origin, policy));
        }

        /** Of what cannot be read something that nothing is equal to but that it still cannot. */
        static String content(Origin origin, Path policy) {
            try {
                return origin.content(policy);
            } catch (IOException e) {
                return "unreadable: " + e.getMessage();
            }
        }
    }

    /** As the files say, which are read again when they change. */
    public static Setup of(Origin origin, Purpose purpose) {
        HeadroomConfig config = origin.config(purpose);
        Found found = Found.by(origin, config.policy());
        return of(config, origin.policy(config.policy()), origin, found);
    }

    public static Setup of(HeadroomConfig config, ScalingPolicy policy) {
        return of(config, policy, null, Found.NOTHING);
    }

    /** The same with the policy that is in its file now: while a start waited for its store it may have changed. */
    Setup withPolicyOfNow() {
        if (origin == null) {
            return this;
        }
        Found now = new Found(found.written(), Found.content(origin, config.policy()));
        return new Setup(config, origin.policy(config.policy()), clock, listener, freshness, origin, now);
    }

    /** Whether nothing may be done, whatever the policy says. */
    boolean frozen() {
        return origin != null && origin.frozen();
    }

    private static Setup of(HeadroomConfig config, ScalingPolicy policy, @Nullable Origin origin, Found found) {
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
                found);
    }
}

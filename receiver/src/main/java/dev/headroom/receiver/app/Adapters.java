package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.redis.RedisAddress;
import dev.headroom.receiver.store.redis.RedisStore;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.compose.ComposeTarget;
import dev.headroom.receiver.target.simulated.SimulatedTarget;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the adapters that the configuration names; a kind that this release lacks is refused at the start. */
final class Adapters {

    private static final Logger LOG = LoggerFactory.getLogger(Adapters.class);

    private Adapters() {}

    static Store store(HeadroomConfig config, AlertLifecycle lifecycle) {
        if (config.store() instanceof StoreSpec.Sqlite sqlite) {
            return SqliteStore.open(sqlite.path(), lifecycle);
        }
        StoreSpec.Redis redis = (StoreSpec.Redis) config.store();
        RedisAddress address = new RedisAddress(redis.uri(), redis.prefix(), redis.durable());
        return RedisStore.open(address, lifecycle, System::nanoTime);
    }

    static ScalingTarget target(HeadroomConfig config, Store store, InstantSource clock) {
        TargetSpec spec = config.target();
        if (spec instanceof TargetSpec.Simulated simulated) {
            return new SimulatedTarget(simulated.startTime(), clock, new Notes(store));
        }
        if (spec instanceof TargetSpec.Compose compose) {
            return compose(compose.project());
        }
        throw new StartException("target.kind: this release scales simulated replicas and Docker Compose projects only;"
                + " use simulated or compose");
    }

    /** Simulated replicas answer for themselves; those of other targets by the hooks that are configured. */
    static Hooks hooks(HeadroomConfig config, ScalingPolicy policy) {
        if (config.target() instanceof TargetSpec.Simulated && config.hooks().isEmpty()) {
            return new SimulatedHooks();
        }
        refuseStrangers(config, policy);
        Hooks hooks = new HttpHooks(config.hooks(), config.prometheus());
        policy.services().values().stream()
                .filter(service -> service.scaleDown().checkpointSync() && !hooks.has(service.name(), Hook.CHECKPOINT))
                .forEach(service -> LOG.warn(
                        "{} will never be scaled down: its checkpoint_sync is required, and hooks.{}.checkpoint is not set",
                        service.name(),
                        service.name()));
        return hooks;
    }

    private static void refuseStrangers(HeadroomConfig config, ScalingPolicy policy) {
        Set<String> strangers = new TreeSet<>(config.hooks().keySet());
        strangers.removeAll(policy.services().keySet());
        if (!strangers.isEmpty()) {
            throw new StartException(
                    "hooks: " + String.join(", ", strangers) + ": no such service in " + config.policy() + "; it has "
                            + String.join(", ", new TreeSet<>(policy.services().keySet())));
        }
    }

    /** The Docker client knows an address that it cannot use only when it is made, and says so in its own way. */
    private static ScalingTarget compose(String project) {
        try {
            return new ComposeTarget(project);
        } catch (RuntimeException e) {
            throw new StartException("target compose cannot be used: " + e.getMessage()
                    + "; check DOCKER_HOST (like unix:///var/run/docker.sock or tcp://127.0.0.1:2375), the Docker context"
                    + " and target.project");
        }
    }

    /** The simulated target's memory, in the store; the leader's alone, as its replicas are. */
    private record Notes(Store store) implements SimulatedTarget.Memory {
        private static final String PREFIX = "simulated:";

        @Override
        public Optional<String> load(String service) {
            return store.note(PREFIX + service);
        }

        @Override
        public void save(String service, String value) {
            if (store.leads()) {
                store.note(PREFIX + service, value);
            }
        }
    }
}

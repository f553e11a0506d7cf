package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.target.Observation.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookWarningsTest {
    @TempDir
    Path folder;

    @Test
    void aRequiredCheckpointWithoutAHookAndADrainWithoutAWayBackAreTold() throws IOException {
        assertThat(warnings(Set.of(Hook.DRAIN)))
                .containsExactly(
                        "worker-rl will never be scaled down: its checkpoint_sync is required, and hooks.worker-rl.checkpoint is not set",
                        "worker-rl: nobody tells a replica that was drained in vain to take work again: hooks.worker-rl.drain is set, and"
                                + " hooks.worker-rl.route is not");
    }

    @Test
    void whatIsWholeIsNotTold() throws IOException {
        assertThat(warnings(Set.of(Hook.DRAIN, Hook.ROUTE, Hook.CHECKPOINT))).isEmpty();
    }

    private List<String> warnings(Set<Hook> hooks) throws IOException {
        return HookWarnings.of(
                PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 2}
                  worker-rl: {min_replicas: 1, max_replicas: 2, checkpoint_sync: required}
                """)), new Offered(hooks));
    }

    /** What worker-rl offers. */
    private record Offered(Set<Hook> hooks) implements Hooks {
        @Override
        public boolean has(String service, Hook hook) {
            return service.equals("worker-rl") && hooks.contains(hook);
        }

        @Override
        public int activeTasks(String service, Replica replica) {
            throw new AssertionError("nobody is called");
        }

        @Override
        public void call(String service, Hook hook, Replica replica) {
            throw new AssertionError("nobody is called");
        }
    }
}

package dev.headroom.receiver.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.policy.ScalingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the policy or the command line freezes is judged and shown, and nothing is done to it. */
class FrozenTest {
    private static final String POLICY = """
            version: 1
            services:
              app: {min_replicas: 2, max_replicas: 10, frozen: true, triggers: {cpu: {cooldown: 5m}}}
              batch: {min_replicas: 1, max_replicas: 4, frozen: false, triggers: {queue: {cooldown: 5m}}}
            """;

    @TempDir
    private Path folder;

    private ScalingPolicy policy() throws IOException {
        return PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), POLICY));
    }

    @Test
    void whatTheFileFreezesNamesItsPlace() throws IOException {
        ScalingPolicy policy = policy();
        assertThat(policy.services().get("app").frozen())
                .isEqualTo("services.app.frozen: true in " + folder.resolve("policy.yml"));
        assertThat(policy.services().get("batch").isFrozen()).isFalse();
        assertThat(policy.frozenBy("serve --frozen").services().values())
                .allMatch(service -> service.frozen().equals("serve --frozen"));
    }

    @Test
    void aWishIsRefusedForAsLongAsItStandsThere() throws IOException {
        Map<String, String> hot = Map.of("service", "app", "trigger", "cpu", "scale", "up");
        Timeline.of(policy())
                .replicas("app", 2)
                .replicas("batch", 1)
                .at("10:00")
                .firing(SpecPolicy.alert("Hot", hot, Map.of()))
                .holds("app", Reason.OVERRIDE, null)
                .at("12:00")
                .holds("app", Reason.OVERRIDE, null);
    }
}

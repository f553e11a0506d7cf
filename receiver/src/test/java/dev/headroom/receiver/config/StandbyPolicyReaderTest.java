package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandbyPolicyReaderTest {
    @TempDir
    Path folder;

    @Test
    void theLimitsAreThoseOfTheAwake() throws IOException {
        ServicePolicy llm = read("vram_per_replica: 20GiB, standby: {min_awake: 1, host_memory: 64GiB}");

        assertThat(llm.replicas()).isEqualTo(new ReplicaLimits(1, 8, 1, 1));
        assertThat(llm.standby()).isEqualTo(new Standby(2, 1, 64L << 30, 20L << 30, Standby.YIELDS_AFTER));
        assertThat(llm.standby().most()).isEqualTo(3);
        assertThat(llm.frozenBy("here").standby()).isEqualTo(llm.standby());
    }

    @Test
    void atLevelTwoNoMainMemoryIsTaken() throws IOException {
        ServicePolicy llm = read("standby: {sleep_level: 2, yields_after: 90s}");

        assertThat(llm.replicas().min()).isEqualTo(2);
        assertThat(llm.standby().yieldsAfter()).isEqualTo(Duration.ofSeconds(90));
        assertThat(llm.standby().most()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void withoutItNobodySleeps() throws IOException {
        assertThat(read("vram_per_replica: 20GiB").standby()).isNull();
    }

    private ServicePolicy read(String keys) throws IOException {
        Path file = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  llm: {min_replicas: 2, max_replicas: 8, %s}
                """.formatted(keys));
        return PolicyFile.read(file).services().get("llm");
    }
}

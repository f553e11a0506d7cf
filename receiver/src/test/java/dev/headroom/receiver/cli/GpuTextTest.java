package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuSnapshot.Fault;
import dev.headroom.receiver.gpu.Rack;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** What {@code gpu} prints. */
class GpuTextTest {

    @Test
    void bars() {
        assertThat(GpuText.table(
                        Rack.of(40, 40, 40).free(0, 30).free(1, 9.7).free(2, 7).snapshot(), Ansi.OFF))
                .isEqualTo("""
                        GPU 0  GPU  [#######.......................] 75 % free  10 GiB of 40 GiB used  50 % busy
                        GPU 1  GPU  [######################........] 24 % free  30.3 GiB of 40 GiB used  50 % busy  warning: less than 25 % free
                        GPU 2  GPU  [########################......] 17 % free  33 GiB of 40 GiB used  50 % busy  LOW: less than 20 % free""");
    }

    @Test
    void instancesOfOneCardAreToldApartByTheirUuids() {
        assertThat(GpuText.table(
                        Rack.of()
                                .instance(1, "MIG-a", 40, 30)
                                .instance(1, "MIG-b", 40, 7)
                                .snapshot(),
                        Ansi.OFF))
                .isEqualTo("""
                        GPU 1 MIG-a  GPU MIG  [#######.......................] 75 % free  10 GiB of 40 GiB used
                        GPU 1 MIG-b  GPU MIG  [########################......] 17 % free  33 GiB of 40 GiB used  LOW: less than 20 % free""");
    }

    @Test
    void colours() {
        String shown = GpuText.table(
                Rack.of(100, 100, 100, 100)
                        .free(0, 25)
                        .free(1, 24)
                        .free(2, 20)
                        .free(3, 19.9)
                        .snapshot(),
                Ansi.ON);
        assertThat(shown.lines().map(GpuTextTest::colour)).containsExactly("32", "33", "33", "31");
    }

    private static String colour(String line) {
        return line.replaceFirst("(?s).*?\u001b\\[(\\d+)m.*", "$1");
    }

    @Test
    void faultsAndNothing() {
        assertThat(GpuText.table(new GpuSnapshot(Rack.NOW, List.of(), List.of()), Ansi.OFF))
                .isEqualTo("There is no GPU.");
        GpuSnapshot lost = new GpuSnapshot(Rack.NOW, List.of(), List.of(new Fault(3, "GPU is lost")));
        assertThat(GpuText.table(lost, Ansi.OFF)).isEqualTo("GPU 3  cannot be read: GPU is lost");
    }

    @Test
    void json() {
        assertThat(GpuText.json(Rack.of(40).free(0, 7).snapshot()))
                .startsWith("{\"at\":\"2026-11-24T12:00:00Z\",\"gpus\":[{\"index\":0,\"uuid\":\"GPU-0\"")
                .contains("\"freeRatio\":0.175", "\"low\":true")
                .endsWith("\"faults\":[]}");
    }
}

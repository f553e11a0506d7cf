package dev.headroom.receiver.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Generation;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row "kill -9 at any point": no action takes effect twice, none is forgotten, cooldowns stand. */
class KillSweepIT {
    private static final int INSTANTS = 20;
    private static final long SEED = Long.getLong("headroom.seed", System.nanoTime());

    @TempDir
    Path folder;

    @BeforeEach
    void needsAlertmanager() {
        Generation.any("alertmanager").assumeHas(KillSweepIT.class, "alertmanager");
    }

    @Test
    void nothingIsLostOrDoubledAtAnyNamedPointNorAtRandomInstants() throws IOException {
        Findings found = KillSweep.round(World.archive(folder), Points.all(), INSTANTS, SEED);

        System.out.println(found + ", seed " + SEED);
        assertThat(found.kills()).isEqualTo(Points.all().size() + INSTANTS);
        assertThat(found.clean()).as("seed %d: %s", SEED, found).isTrue();
    }
}

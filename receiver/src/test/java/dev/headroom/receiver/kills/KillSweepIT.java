package dev.headroom.receiver.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.oracle.Trap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row "kill -9 at any point": no action takes effect twice, none is forgotten, cooldowns stand. At a third of the points of an
 * up and a down, others each time; with {@code -Dheadroom.sweep=whole} at every one.
 */
class KillSweepIT {
    private static final boolean WHOLE =
            System.getProperty("headroom.sweep", "").equals("whole");
    private static final int INSTANTS = WHOLE ? 20 : 6;
    private static final long SEED = Long.getLong("headroom.seed", System.nanoTime());

    @TempDir
    Path folder;

    @BeforeEach
    void needsAlertmanager() {
        Generation.any("alertmanager").assumeHas(KillSweepIT.class, "alertmanager");
    }

    @Test
    void nothingIsLostOrDoubledAtAnyNamedPointNorAtRandomInstants() throws IOException {
        List<Trap> points = points();
        Findings found = KillSweep.round(World.archive(folder), points, INSTANTS, SEED);

        System.out.println(found + ", seed " + SEED);
        assertThat(found.kills()).isEqualTo(points.size() + INSTANTS);
        assertThat(found.clean()).as("seed %d: %s", SEED, found).isTrue();
    }

    private static List<Trap> points() {
        return WHOLE ? Points.all() : Points.some(new Random(SEED));
    }
}

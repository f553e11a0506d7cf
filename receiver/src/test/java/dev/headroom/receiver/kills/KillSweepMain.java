package dev.headroom.receiver.kills;

import dev.headroom.receiver.oracle.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The long form: every named point, then as many random instants as the first argument says, in rounds. */
public final class KillSweepMain {
    private static final int A_ROUND = 40;

    private KillSweepMain() {}

    public static void main(String[] args) throws IOException {
        int left = Integer.parseInt(args[0]);
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        Path archive = World.archive(Files.createTempDirectory("headroom-archive"));
        List<Trap> points = Points.all();
        Findings sum = Findings.NONE;
        for (int round = 0; !points.isEmpty() || left > 0; round++) {
            int instants = points.isEmpty() ? Math.min(left, A_ROUND) : 0;
            Findings found = KillSweep.round(archive, points, instants, seed + round);
            System.out.println((points.isEmpty() ? "random instants: " : "named points: ") + found);
            sum = sum.plus(found);
            points = List.of();
            left -= instants;
        }
        System.out.println("all: " + sum);
        System.exit(sum.clean() ? 0 : 1);
    }
}

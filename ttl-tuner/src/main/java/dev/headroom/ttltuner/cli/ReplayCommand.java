package dev.headroom.ttltuner.cli;

import dev.headroom.ttltuner.replay.Chart;
import dev.headroom.ttltuner.replay.Outcome;
import dev.headroom.ttltuner.replay.Replay;
import dev.headroom.ttltuner.replay.Setup;
import dev.headroom.ttltuner.replay.SpecLaw;
import dev.headroom.ttltuner.replay.Trace;
import dev.headroom.ttltuner.replay.TraceFile;
import dev.headroom.ttltuner.replay.TraceFile.BadTraceException;
import dev.headroom.ttltuner.replay.TunerLaw;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replays a trace through the laws. Without options on the setup, the three that the documentation speaks of. */
@Command(
        name = "replay",
        description = {
            "Replays a trace of times and keys through every law in virtual time.",
            "A line is a time in seconds and a key; or a header names the columns time and key (or url)."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The trace: fields separated by tabs or commas.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--start", paramLabel = "SECONDS", description = "TTL at the beginning; default: 300, then 60.")
    private @Nullable Integer start;

    @Option(
            names = "--entries",
            paramLabel = "N",
            description = "Entries that fit into the cache; default: without a limit, then 80.")
    private @Nullable Integer entries;

    @Option(
            names = "--admit-within",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Take in only keys asked for within so long before; default: every key.")
    private int admitWithin;

    @Option(names = "--min", paramLabel = "SECONDS", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}.")
    private int least;

    @Option(names = "--max", paramLabel = "SECONDS", defaultValue = "600", description = "Default: ${DEFAULT-VALUE}.")
    private int most;

    @Option(names = "--target", paramLabel = "PERCENT", defaultValue = "60", description = "Default: ${DEFAULT-VALUE}.")
    private double target;

    @Option(names = "--chart", paramLabel = "SVG", description = "Write a chart of the first setup to this file.")
    private @Nullable Path chart;

    @Override
    public Integer call() {
        Trace trace = trace();
        List<Outcome> first = List.of();
        for (Setup setup : setups()) {
            List<Outcome> outcomes = run(trace, setup);
            first = first.isEmpty() ? outcomes : first;
            print(setup, outcomes);
        }
        draw(first);
        return 0;
    }

    private Trace trace() {
        try {
            return TraceFile.read(file);
        } catch (BadTraceException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private List<Setup> setups() {
        if (start == null && entries == null) {
            return List.of(setup(300, Setup.UNLIMITED), setup(60, Setup.UNLIMITED), setup(300, 80));
        }
        return List.of(setup(start == null ? 300 : start, entries == null ? Setup.UNLIMITED : entries));
    }

    private Setup setup(int from, int capacity) {
        if (least < 1
                || most <= least
                || from < least
                || from > most
                || capacity < 1
                || target <= 0
                || target >= 100
                || admitWithin < 0
                || admitWithin > 604_800) {
            throw new CommandException("needs 1 <= --min <= --start <= --max, --min < --max, 0 < --target < 100, "
                    + "--entries of 1 or more, --admit-within from 0 to 604800 (7 days)");
        }
        Setup.Pace pace = new Setup.Pace(Duration.ofMinutes(5), Duration.ofMinutes(30));
        return new Setup(from, new Bounds(least, most), target / 100, pace, capacity, Duration.ofSeconds(admitWithin));
    }

    private static List<Outcome> run(Trace trace, Setup setup) {
        try {
            Replay replay = new Replay(trace, setup);
            return List.of(
                    replay.runBest(),
                    replay.run(new SpecLaw()),
                    replay.run(new TunerLaw("step, guarded", setup, Strategy.STEP)),
                    replay.run(new TunerLaw("curve", setup, Strategy.AUTO)));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private static void print(Setup setup, List<Outcome> outcomes) {
        System.out.println(title(setup));
        Table table = new Table("LAW", "HIT RATE", "ENTRIES", "STEPS", "MINUTES", "IN BAND", "EVICTIONS");
        outcomes.forEach(outcome -> table.row(
                outcome.law(),
                String.format(Locale.ROOT, "%.4f", outcome.hitRate()),
                String.format(Locale.ROOT, "%.1f", outcome.meanEntries()),
                number(outcome.steps()),
                number(outcome.minutes()),
                String.format(Locale.ROOT, "%.1f%%", 100 * outcome.inBand()),
                String.valueOf(outcome.evictions())));
        table.print(System.out);
        System.out.println();
    }

    private static String title(Setup setup) {
        String room = setup.capacity() == Setup.UNLIMITED
                ? "no limit of memory"
                : "room for " + setup.capacity() + " entries";
        String admitted = admitted(setup.admitWithin());
        return String.format(
                Locale.ROOT,
                "from %d s, %d to %d s, target %.0f %%, %s%s",
                setup.start(),
                setup.bounds().least(),
                setup.bounds().most(),
                100 * setup.target(),
                room,
                admitted);
    }

    private static String admitted(Duration within) {
        return within.isZero() ? "" : ", keys asked for within " + within.toSeconds() + " s before";
    }

    private static String number(OptionalInt value) {
        return value.isPresent() ? String.valueOf(value.getAsInt()) : "never";
    }

    private void draw(List<Outcome> outcomes) {
        if (chart == null) {
            return;
        }
        try {
            Files.writeString(chart, Chart.svg(outcomes, target / 100));
            System.out.println("chart: " + chart);
        } catch (IOException e) {
            throw new CommandException(chart + " cannot be written; check the folder and its rights");
        }
    }
}

package dev.headroom.ttltuner.config;

import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import dev.headroom.ttltuner.config.TunerConfig.Mode;
import dev.headroom.ttltuner.tuning.ModePolicy;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Fixed;
import dev.headroom.ttltuner.tuning.ModePolicy.Goal;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import dev.headroom.ttltuner.tuning.ModePolicy.Worth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the section {@code modes}: a mode has a target or what a hit is worth, and bounds, or a TTL that it stays at. */
final class ModeReader {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Map<String, Strategy> STRATEGIES =
            Map.of("step", Strategy.STEP, "curve", Strategy.CURVE, "auto", Strategy.AUTO);
    private static final double GIB_HOUR = (1L << 30) * 3600.0;
    /** Specification 3.1. */
    private static final List<ModePolicy> SPECIFIED = List.of(
            new ModePolicy("fast", new Target(0.60), new Bounds(30, 600), 300, Strategy.AUTO),
            new ModePolicy("balanced", new Target(0.60), new Bounds(30, 1200), 600, Strategy.AUTO),
            new ModePolicy("creative", new Fixed(1800), new Bounds(1800, 1800), 1800, Strategy.AUTO));

    private ModeReader() {}

    static List<Mode> modes(Section root) {
        Optional<Value> written = root.optional("modes");
        if (written.isEmpty()) {
            return SPECIFIED.stream()
                    .map(policy -> new Mode(policy, OptionalLong.empty(), Duration.ZERO))
                    .toList();
        }
        Section section = written.get().section();
        List<Mode> modes = new ArrayList<>();
        section.entries().forEach((name, value) -> mode(section, name, value).ifPresent(modes::add));
        if (modes.isEmpty() && section.isEmpty()) {
            written.get().problem("must name at least one mode", "add one, or remove the key for the specified three");
        }
        return modes;
    }

    private static Optional<Mode> mode(Section modes, String name, Value value) {
        if (!ModePolicy.isName(name)) {
            modes.problemAt(name, "must be a name of letters, digits, _, . and -", "rename the mode");
            return Optional.empty();
        }
        Section section = value.section();
        OptionalLong size = section.optional("entry_size")
                .flatMap(bytes -> bytes.read(Quantity::size, "must be a size", "write it like 2KiB or 1.5MiB"))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        ModePolicy policy = section.optional("ttl").isPresent() ? fixed(name, section) : aimed(name, section, value);
        return Optional.of(new Mode(policy, size, Duration.ofSeconds(seconds(section, "admit_within", 0))));
    }

    private static ModePolicy fixed(String name, Section section) {
        int ttl = seconds(section, "ttl", 1800);
        return new ModePolicy(name, new Fixed(ttl), new Bounds(ttl, ttl), ttl, Strategy.AUTO);
    }

    private static ModePolicy aimed(String name, Section section, Value place) {
        Optional<Value> worth = section.optional("worth");
        Goal goal = worth.isPresent() ? worth(worth.get(), section) : target(section);
        int least = seconds(section, "min_ttl", 30);
        int most = seconds(section, "max_ttl", 600);
        Strategy strategy = worth.isPresent() ? Strategy.CURVE : section.word("strategy", STRATEGIES, Strategy.AUTO);
        Bounds bounds = bounds(section, place, least, most);
        int initial = initial(section, bounds);
        return new ModePolicy(name, goal, bounds, initial, strategy);
    }

    private static Target target(Section section) {
        return new Target(section.required(
                        "target",
                        "add target: 60%, or worth: {miss: 2s, gib_hour: 20s}, or ttl: 30m for a mode that stays")
                .flatMap(value -> value.read(
                        ModeReader::ratio, "must be between 0% and 100%, both excluded", "write it like 60%"))
                .orElse(0.6));
    }

    /** Only the curve tells what another TTL would cost. */
    private static Worth worth(Value written, Section mode) {
        for (String other : List.of("target", "strategy")) {
            mode.optional(other)
                    .ifPresent(value -> value.problem(
                            "does not go with worth, which decides by cost and by the curve", "remove one of the two"));
        }
        Section section = written.section();
        return new Worth(
                gpuTime(section, "miss", "add miss: 2s, the GPU time that a miss costs"),
                gpuTime(
                                section,
                                "gib_hour",
                                "add gib_hour: 20s, the GPU time that a GiB of memory is worth for an hour")
                        / GIB_HOUR);
    }

    private static double gpuTime(Section section, String key, String remedy) {
        return section.required(key, remedy)
                .flatMap(value -> value.read(
                        text -> Quantity.duration(text, Duration.ofMillis(1), LONGEST),
                        "must be a time, from 1ms to 7d",
                        "write it like 1500ms or 20s"))
                .map(time -> time.toMillis() / 1000.0)
                .orElse(1.0);
    }

    private static Bounds bounds(Section section, Value place, int least, int most) {
        if (least < most) {
            return new Bounds(least, most);
        }
        section.optional("max_ttl")
                .or(() -> section.optional("min_ttl"))
                .orElse(place)
                .problem("max_ttl must be longer than min_ttl (" + least + "s)", most + "s", "widen the bounds");
        return new Bounds(Math.min(least, most), Math.max(least, most));
    }

    private static int initial(Section section, Bounds bounds) {
        int otherwise = bounds.clip(Math.sqrt((double) bounds.least() * bounds.most()));
        int initial = seconds(section, "initial_ttl", otherwise);
        section.optional("initial_ttl")
                .filter(value -> bounds.clip(initial) != initial)
                .ifPresent(value -> value.problem(
                        "must be from " + bounds.least() + "s to " + bounds.most() + "s",
                        "write it like " + otherwise + "s"));
        return bounds.clip(initial);
    }

    private static int seconds(Section section, String key, int otherwise) {
        return section.optional(key)
                .flatMap(value -> value.read(
                        ModeReader::seconds, "must be whole seconds, from 1s to 7d", "write it like 90s, 5m or 1h30m"))
                .orElse(otherwise);
    }

    private static Optional<Integer> seconds(String text) {
        return Quantity.duration(text, Duration.ofSeconds(1), LONGEST)
                .filter(duration -> duration.toNanosPart() == 0)
                .map(duration -> (int) duration.toSeconds());
    }

    private static Optional<Double> ratio(String text) {
        return Quantity.percent(text).filter(ratio -> ratio < 1).or(() -> plain(text));
    }

    private static Optional<Double> plain(String text) {
        return text.matches("0?\\.[0-9]{1,6}")
                ? Optional.of(Double.valueOf(text)).filter(ratio -> ratio > 0)
                : Optional.empty();
    }
}

package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Asks promtool, which evaluates the shipped rules on a known past, whether alerts fire when they are said to. */
record Agreement(Path folder, KnownPast known, String promtool) {

    private static final int EVALUATION = 30;
    private static final Pattern FAILED = Pattern.compile("expr: \"[^\"]*ALERTS");

    /** The share of evaluations, without those that are the last before an edge or the first behind it, in which both agree. */
    double share(Map<String, List<Firing>> firings) throws IOException {
        List<String> checks = new ArrayList<>();
        firings.forEach((alert, times) -> {
            if (alert.matches("(LLM|VRAM).*")) {
                checks.addAll(checks(alert, times));
            }
        });
        Path file = folder.resolve("agreement.test.yml");
        Files.writeString(file, test(checks));
        String told = run(file);
        Matcher failed = FAILED.matcher(told);
        int failures = 0;
        while (failed.find()) {
            failures++;
        }
        if (failures == 0 && !told.contains("SUCCESS")) {
            throw new IllegalStateException(told.substring(0, Math.min(2000, told.length())));
        }
        return 1 - (double) failures / checks.size();
    }

    private List<String> checks(String alert, List<Firing> times) {
        List<String> checks = new ArrayList<>();
        String expr = "group(ALERTS{alertname=\"" + alert + "\", alertstate=\"firing\"})";
        for (int second = 0; second <= (known.points - 1) * KnownPast.STEP; second += EVALUATION) {
            Instant at = known.begins.plusSeconds(second);
            if (times.stream().noneMatch(time -> isEdge(time.from(), at) || isEdge(time.until(), at))) {
                boolean fires = times.stream().anyMatch(time -> !at.isBefore(time.from()) && at.isBefore(time.until()));
                checks.add("      - {expr: '" + expr + "', eval_time: " + second + "s, exp_samples: ["
                        + (fires ? "{labels: '{}', value: 1}" : "") + "]}\n");
            }
        }
        return checks;
    }

    private static boolean isEdge(Instant edge, Instant at) {
        long distance = at.getEpochSecond() - edge.getEpochSecond();
        return distance >= -EVALUATION && distance <= EVALUATION;
    }

    private String test(List<String> checks) throws IOException {
        try (Stream<Path> files = Files.list(Distribution.ROOT.resolve("alert-rules"))) {
            String rules = String.join(
                    ", ",
                    files.map(Path::toString)
                            .filter(name ->
                                    name.endsWith(".rules.yml") && !name.matches(".*/(app|cache|worker-rl)[.].*"))
                            .sorted()
                            .toList());
            return "rule_files: [" + rules + "]\nevaluation_interval: 15s\n"
                    + "group_eval_order: [switches, signals, signals-gpu, signals-llm, signals-rl, guards, pipeline]\n"
                    + "tests:\n  - interval: 15s\n    input_series:\n      - "
                    + String.join("\n      - ", known.testSeries()) + "\n    promql_expr_test:\n"
                    + String.join("", checks);
        }
    }

    private String run(Path file) {
        try {
            Process process = new ProcessBuilder(promtool, "test", "rules", file.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

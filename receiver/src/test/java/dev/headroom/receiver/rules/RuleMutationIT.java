package dev.headroom.receiver.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.rules.RuleFiles.AlertRule;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the promtool tests would notice a mistake: the thresholds, durations and guards of every alert are removed,
 * one at a time, and each time a test must fail. With {@code -Dheadroom.mutants=all} each is also made a little larger
 * and smaller, operators are turned round and labels changed; that takes minutes.
 */
class RuleMutationIT {
    private static final boolean ALL = "all".equals(System.getProperty("headroom.mutants"));

    @TempDir
    Path folder;

    @Test
    void aTestNoticesEveryChangeOfAnAlert() throws InterruptedException, ExecutionException {
        Generation generation = Generation.any("promtool");
        generation.assumeHas(RuleMutationIT.class, "promtool");
        String promtool = generation.program("promtool");
        List<AlertRule> alerts = RuleFiles.alerts();
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<List<Mutant>>> runs = alerts.stream()
                    .map(alert -> pool.submit(() -> survivors(promtool, alert)))
                    .toList();
            StringBuilder survivors = new StringBuilder();
            for (Future<List<Mutant>> run : runs) {
                run.get().forEach(mutant -> survivors.append(mutant).append('\n'));
            }
            long count =
                    alerts.stream().mapToLong(alert -> mutants(alert).size()).sum();
            System.out.println("Rule mutation: " + alerts.size() + " alerts, " + count + " mutants, survivors: "
                    + (survivors.isEmpty() ? "none" : "\n" + survivors));
            assertThat(survivors.toString()).as("changes that no test notices").isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Mutant> survivors(String promtool, AlertRule alert) {
        PromtoolTests tests = new PromtoolTests(promtool, alert, folder.resolve(alert.toString()));
        assertThat(tests.unnoticed(List.of(Mutant.none(alert))))
                .as("the tests of %s alone pass on the alert as it is", alert)
                .hasSize(1);
        return tests.unnoticed(mutants(alert));
    }

    private static List<Mutant> mutants(AlertRule alert) {
        return Mutant.of(alert).stream()
                .filter(mutant -> ALL || mutant.removes())
                .toList();
    }
}

package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Distribution;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What ./verify says of itself: that it names real tests, and what can be named. */
class VerifyTest {
    private static final String NEEDS = "needs ";

    private static Command.Result verify(String... words) {
        String[] all = Stream.concat(Stream.of("./verify"), Stream.of(words)).toArray(String[]::new);
        return new Command(Distribution.ROOT, Duration.ofMinutes(1)).run(all);
    }

    @Test
    void whatNeedsAToolIsACheckOrATest() {
        List<String> lines = verify("--list").output().lines().toList();
        List<String> names =
                lines.stream().filter(line -> !line.startsWith(NEEDS)).toList();
        assertThat(names).contains("unit", "it", "lint", "VerifyTest", "KillSweepIT");
        assertThat(lines)
                .filteredOn(line -> line.startsWith(NEEDS))
                .hasSizeGreaterThan(10)
                .allSatisfy(line -> {
                    String[] parts = line.split(": ", 2);
                    assertThat(parts[0]).matches("needs [a-z0-9-]+ \\(package [a-z0-9.-]+\\)");
                    assertThat(names).as(line).contains(parts[1].split(" "));
                });
    }

    @Test
    void anUnknownNameIsAnErrorWithTheKnownOnes() {
        Command.Result result = verify("unit", "KillSweepTI", "speling");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.output())
                .startsWith("verify: there is no check and no test class \"KillSweepTI\".\n"
                        + "verify: there is no check and no test class \"speling\".\nThe checks: rules rule-tests ")
                .contains(" unit ", "KillSweepIT ");
    }

    @Test
    void helpNamesTheChecks() {
        Command.Result result = verify("--help");
        assertThat(result.exit()).isZero();
        assertThat(result.output()).startsWith("Usage: ./verify ").contains("--quick", "--list", "\n  rule-tests ");
    }
}

package dev.headroom.receiver.promql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promtool, old and new, takes and refuses the same expressions as {@link Expr#parse}; see {@link ExprTest}. */
class PromtoolAgreementIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void takesTheGoodAndRefusesTheBad(Generation generation) throws IOException {
        generation.assumeHas(PromtoolAgreementIT.class, "promtool");

        assertThat(check(generation, "good.rules.yml", Expressions.good()).exit())
                .isZero();
        String refused = check(generation, "bad.rules.yml", Expressions.bad()).output();
        assertThat(IntStream.range(0, Expressions.bad().size())
                        .filter(i -> !refused.contains("\"r" + i + "\""))
                        .mapToObj(i -> Expressions.bad().get(i)))
                .as(refused)
                .isEmpty();
    }

    private Command.Result check(Generation generation, String name, List<String> expressions) throws IOException {
        StringBuilder rules = new StringBuilder("groups:\n  - name: g\n    rules:\n");
        for (int i = 0; i < expressions.size(); i++) {
            String quoted = expressions.get(i).replace("'", "''").replace("\n", "\n\n");
            rules.append("      - {record: r")
                    .append(i)
                    .append(", expr: '")
                    .append(quoted)
                    .append("'}\n");
        }
        Files.writeString(folder.resolve(name), rules);
        return new Command(folder, Duration.ofMinutes(1))
                .run(generation.program("promtool"), "check", "rules", "--lint=none", name);
    }
}

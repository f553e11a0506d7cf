package dev.headroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What is logged, in which form, by the environment's two words. */
@ResourceLock(Resources.SYSTEM_ERR)
class EnvironmentLoggingTest {

    @Test
    void aLineHasItsTimeAndNeverBecomesTwo() {
        assertThat(logged(Map.of()))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  Name: first second  \\[31m\n[^\n]+\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        assertThat(logged(Map.of("HEADROOM_LOG", "json")))
                .startsWith("{\"@timestamp\":")
                .contains("\"message\":\"first\\nsecond \\u001B[31m\"", "\"logger_name\":\"some.Name\"")
                .endsWith("}\n");
    }

    @Test
    void fieldsFollowTheSentenceAndAreKeysInJson() {
        assertThat(logged(Map.of())).contains(" Name: with fields service=app from=3\n");
        assertThat(logged(Map.of("HEADROOM_LOG", "json"))).contains("\"service\":\"app\"", "\"from\":3");
    }

    @Test
    void theLevelIsThatOfTheEnvironmentAndInfoWhereItIsNone() {
        assertThat(logged(Map.of("HEADROOM_LOG_LEVEL", "warn"))).isEmpty();
        assertThat(logged(Map.of("HEADROOM_LOG_LEVEL", "loud"))).contains("first");
    }

    @Test
    void aFormThatIsNotKnownIsPlain() {
        assertThat(logged(Map.of("HEADROOM_LOG", "xml"))).contains("Name: first");
    }

    private static String logged(Map<String, String> environment) {
        PrintStream before = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            LoggerContext context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            EnvironmentLogging logging = new EnvironmentLogging(name -> Optional.ofNullable(environment.get(name))) {
                @Override
                protected Map<String, Level> levels() {
                    return Map.of("quiet", Level.OFF);
                }
            };
            assertThat(logging.configure(context)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
            context.getLogger("some.Name").info("first\nsecond \u001B[31m");
            context.getLogger("some.Name")
                    .atInfo()
                    .addKeyValue("service", "app")
                    .addKeyValue("from", 3)
                    .log("with fields");
            context.getLogger("quiet").error("never");
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            System.setErr(before);
        }
    }
}

package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The three ways in which findings are written. */
class FormatTest {
    private static final Finding FINDING = new Finding(
            new Place("alert-rules/a,b.yml", 3, 7), Rule.NOT_ROUTED, "no route takes X to headroom, 100%", "add one");
    private static final Reaction REACTION = new Reaction(
            "worker-llm",
            "queue_length",
            "LLMQueueBuildup",
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3));
    private static final Report REPORT = new Report(List.of(FINDING), List.of(REACTION));

    @Test
    void text() {
        assertThat(Format.TEXT.write(REPORT)).isEqualTo("""
                alert-rules/a,b.yml:3:7: no route takes X to headroom, 100%; add one [not-routed]
                1 finding.

                SERVICE     TRIGGER       ALERT            SCRAPE  RULES  FOR  NOTIFY  WARM-UP  START  WORST CASE
                worker-llm  queue_length  LLMQueueBuildup  15s     45s    2m   30s     3m       2m     8m30s
                """);
    }

    @Test
    void textWithoutFindings() {
        assertThat(Format.TEXT.write(new Report(List.of(), List.of()))).isEqualTo("No findings.\n");
    }

    @Test
    void githubEscapesWhatItsCommandsReserve() {
        assertThat(Format.GITHUB.write(REPORT))
                .isEqualTo("::error file=alert-rules/a%2Cb.yml,line=3,col=7,title=not-routed::"
                        + "no route takes X to headroom, 100%25; add one\n");
    }

    @Test
    void json() {
        assertThat(Format.JSON.write(REPORT).replaceAll("\\s+", " "))
                .isEqualTo("{ \"findings\" : [ { "
                        + "\"file\" : \"alert-rules/a,b.yml\", \"line\" : 3, \"column\" : 7, \"rule\" : \"not-routed\", \"severity\" : \"error\", "
                        + "\"message\" : \"no route takes X to headroom, 100%\", \"remedy\" : \"add one\" } ], "
                        + "\"reactions\" : [ { \"service\" : \"worker-llm\", \"trigger\" : \"queue_length\", "
                        + "\"alert\" : \"LLMQueueBuildup\", \"scrape\" : 15, \"evaluation\" : 45, \"for\" : 120, "
                        + "\"notification\" : 30, \"warmup\" : 180, \"start\" : 120, \"total\" : 510 } ] } ");
    }
}

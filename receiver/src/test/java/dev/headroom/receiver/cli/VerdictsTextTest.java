package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictsTextTest {
    private static final List<Verdict> VERDICTS = List.of(
            new Verdict(Guard.OVERRIDE, true, "none", null),
            new Verdict(Guard.EVIDENCE, true, "all is heard", null),
            new Verdict(Guard.COOLDOWN, false, "cooldown of queue_length", Instant.parse("2026-11-24T05:07:10.992Z")),
            new Verdict(Guard.BOUNDS, true, "4 is within 2..8", null));

    private static List<String> lines(boolean all) {
        return new VerdictsText(VERDICTS, all, ZoneId.of("Asia/Seoul"))
                .toString()
                .lines()
                .toList();
    }

    @Test
    void whatRefusesIsShownAndTheRestNamed() {
        assertThat(lines(false))
                .containsExactly(
                        "GUARD     VERDICT  UNTIL (Asia/Seoul)   DETAIL",
                        "cooldown  refuse   2026-11-24 14:07:10  cooldown of queue_length",
                        "pass: override, evidence, bounds");
    }

    @Test
    void allAreShownOnDemandThoseThatRefuseFirst() {
        assertThat(lines(true)).hasSize(5).element(1).asString().startsWith("cooldown");
    }

    @Test
    void whereNothingRefusesOneLineIsEnough() {
        assertThat(new VerdictsText(VERDICTS.subList(0, 2), false, ZoneId.of("UTC")))
                .hasToString("pass: override, evidence\n");
    }
}

package dev.headroom.receiver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StrangersTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Instant now = Instant.parse("2026-11-24T04:00:00Z");
    private final Strangers strangers = new Strangers(() -> now);

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger(Strangers.class)).addAppender(lines);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(Strangers.class)).detachAppender(lines);
    }

    private List<String> told() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void anAddressIsToldOnceAMinuteWithHowOftenItCame() {
        IntStream.range(0, 500).forEach(i -> strangers.refused("10.0.0.7", "GET /api/v1/services"));
        assertThat(told()).containsExactly("401: 10.0.0.7 asked GET /api/v1/services without a valid token");
        now = now.plusSeconds(61);
        strangers.refused("10.0.0.7", "POST /webhook");
        assertThat(told())
                .hasSize(3)
                .contains(
                        "401: 10.0.0.7 was refused 500 times within a minute",
                        "401: 10.0.0.7 asked POST /webhook without a valid token");
    }

    @Test
    void manyAddressesAreAFewLines() {
        IntStream.range(0, 5000).forEach(i -> strangers.refused("10.0." + i / 256 + "." + i % 256, "GET /\n"));
        assertThat(told()).hasSize(10).noneMatch(line -> line.contains("\n"));
        now = now.plusSeconds(60);
        strangers.refused("10.9.9.9", "GET /");
        assertThat(told()).contains("401: 4990 requests of further addresses were refused within a minute");
    }
}

package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.target.ReplicaState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerTest {
    private static final Instant STARTED = Instant.parse("2026-11-24T10:00:00Z");

    /** Whether it is ready so many seconds after its last start; by a clock that is behind the daemon's, too. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            running,    '',        0,  STARTING
            running,    '',        9,  STARTING
            running,    '',        10, READY
            running,    '',        -60, READY
            running,    none,      9,  STARTING
            running,    healthy,   0,  READY
            running,    starting,  99, STARTING
            running,    unhealthy, 99, UNHEALTHY
            restarting, '',        99, STARTING
            exited,     '',        0,  LOST
            """)
    void whoHasNoHealthCheckIsReadyOnceItHasRunForAWhile(String status, String health, int seconds, ReplicaState state)
            throws IOException {
        String check = health.isEmpty() ? "" : ", \"Health\": {\"Status\": \"%s\"}".formatted(health);
        Container container = Container.of(new ObjectMapper().readTree("""
                        {"Id": "a1", "Name": "/shop-app-1", "Created": "2026-11-24T09:00:00Z", "RestartCount": 3,
                         "State": {"Status": "%s", "StartedAt": "%s", "FinishedAt": "%s"%s}, "Config": {"Labels": {}}}
                        """.formatted(status, STARTED, STARTED, check)));
        assertThat(container
                        .proven(Duration.ofSeconds(10), STARTED.plusSeconds(seconds))
                        .state())
                .isEqualTo(state);
    }
}

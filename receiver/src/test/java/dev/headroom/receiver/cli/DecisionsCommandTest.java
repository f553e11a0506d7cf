package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DecisionsCommandTest {

    @Test
    void whyAnActionFailedIsToldBesideIt() throws IOException {
        String history = """
                [{"at": "2026-11-30T18:34:13Z", "zone": "UTC", "sentence": "chat stays at 2: nothing asks for a change"},
                 {"at": "2026-11-30T18:33:58Z", "zone": "UTC", "sentence": "chat goes from 2 to 1: ana asks for 1: sale",
                  "result": "failed", "detail": "chat-2 was not put to sleep: HTTP 500; restored to 2"}]""";

        assertThat(DecisionsCommand.table(new ObjectMapper().readTree(history))
                        .toString()
                        .lines())
                .containsExactly(
                        "TIME (UTC)           RESULT  DECISION",
                        "2026-11-30 18:34:13  -       chat stays at 2: nothing asks for a change",
                        "2026-11-30 18:33:58  failed  chat goes from 2 to 1: ana asks for 1: sale; "
                                + "chat-2 was not put to sleep: HTTP 500; restored to 2");
    }
}

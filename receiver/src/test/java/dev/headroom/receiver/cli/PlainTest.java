package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What reaches a terminal. */
class PlainTest {

    @Test
    void whatATerminalObeysIsReplaced() {
        assertThat(Plain.of("a\u001b[2Jb\u0007\r\nc\u009bd\u202ee\u2028f")).isEqualTo("a?[2Jb???c?d?e?f");
        assertThat(Plain.of("<b>größer 🚀")).isEqualTo("<b>größer 🚀");
    }

    @Test
    void everyTextOfAnAnswerIsMadePlainAndNothingElseChanges() throws IOException {
        JsonNode answer =
                new ObjectMapper().readTree("{\"a\":[{\"b\\u001b\":\"c\\u001b[31m\"},3,null,true,1.5],\"d\":\"e\"}");

        assertThat(Plain.of(answer)).hasToString("{\"a\":[{\"b?\":\"c?[31m\"},3,null,true,1.5],\"d\":\"e\"}");
    }

    @Test
    void coloursTakeNoRoomInATable() {
        String red = "\u001b[31mlong\u001b[0m";
        Table table = new Table("A", "B");
        table.row(red, "x");
        table.row("y", "z");

        assertThat(table.toString().lines()).containsExactly("A     B", red + "  x", "y     z");
    }
}

package dev.headroom.receiver.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Pairs;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSetsTest {

    private static final int MANY = 20_000;

    private final LabelSets sets = new LabelSets();

    private static byte[] json(String value) {
        return ("[{\"a\":\"" + value + "\"}]").getBytes(UTF_8);
    }

    private Pairs known(byte[] json) {
        return sets.of(json, 1, json.length - 1);
    }

    private void keep(byte[] json, String value) {
        sets.keep(json, 1, json.length - 1, Pairs.of(Map.of("a", value)));
    }

    @Test
    void ofManyTheLatestAreKnownAndNoneIsTakenForAnother() {
        for (int i = 0; i < MANY; i++) {
            assertThat(known(json("" + i))).isNull();
            keep(json("" + i), "" + i);
            assertThat(known(json("" + i)).texts()).isEqualTo(Map.of("a", "" + i));
        }
        int kept = 0;
        for (int i = 0; i < MANY; i++) {
            Pairs there = known(json("" + i));
            kept += there == null ? 0 : 1;
            assertThat(there == null ? "" + i : there.texts().get("a")).isEqualTo("" + i);
        }
        assertThat(kept).isBetween(1_000, 4_096);
    }

    @Test
    void aLongSetIsReadEachTime() {
        String text = "x".repeat(600);
        keep(json(text), text);
        assertThat(known(json(text))).isNull();
    }
}

package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodSelectorTest {
    private static final Map<String, String> LEADER =
            Map.of("app", "llm", "leaderworkerset.sigs.k8s.io/worker-index", "0", "role", "leader", "bare", "");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    app=llm                                                | true
                    app==llm,role=leader                                   | true
                    app=llm,leaderworkerset.sigs.k8s.io/worker-index=0     | true
                    app=rl                                                 | false
                    app=llm,role=worker                                    | false
                    role!=worker                                           | true
                    role!=leader                                           | false
                    missing!=leader                                        | true
                    role in (leader, single)                               | true
                    role in (single,single)                                | false
                    role notin (single)                                    | true
                    role notin (leader),app=llm                            | false
                    missing notin (x)                                      | true
                    role                                                   | true
                    missing                                                | false
                    !missing                                               | true
                    ! role                                                 | false
                    bare=                                                  | true
                    """)
    void pods(String selector, boolean takes) {
        assertThat(PodSelector.of(selector).orElseThrow().takes(LEADER)).isEqualTo(takes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=llm role=leader", "app in leader", "=llm", "app=llm,,role", "app > 3"})
    void whatIsNone(String selector) {
        assertThat(PodSelector.of(selector)).isEmpty();
    }
}

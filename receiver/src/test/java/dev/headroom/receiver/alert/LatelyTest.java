package dev.headroom.receiver.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatelyTest {

    private final List<String> read = new ArrayList<>();
    private final Lately<Integer> numbers = new Lately<>(text -> {
        read.add(text);
        return Integer.valueOf(text);
    });

    @Test
    void aTextIsReadOnce() {
        assertThat(numbers.read("1000")).isSameAs(numbers.read("1000")).isEqualTo(1000);
        assertThat(read).containsExactly("1000");
    }

    @Test
    void whatCannotBeReadIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> numbers.read("x")).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    void anyNumberOfTextsIsReadAndNotAllOfThemKept() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(numbers.read(String.valueOf(i))).isEqualTo(i);
        }
        numbers.read("0");
        assertThat(read).hasSize(10_001);
    }
}

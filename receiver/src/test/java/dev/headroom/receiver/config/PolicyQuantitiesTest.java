package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.PlacementReader.Range;
import dev.headroom.receiver.policy.Cost;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyQuantitiesTest {
    @Test
    void costs() {
        assertThat(ServiceReader.cost("1.20 EUR")).contains(new Cost(new BigDecimal("1.20"), "EUR"));
        assertThat(ServiceReader.cost("3")).contains(new Cost(new BigDecimal("3"), ""));
        assertThat(List.of("0", "-1", "1,20", "1.20 euro", "EUR", "1.20EUR", ""))
                .allMatch(text -> ServiceReader.cost(text).isEmpty());
    }

    @Test
    void ranges() {
        assertThat(Range.of("0-2")).contains(new Range(0, Optional.of(2)));
        assertThat(Range.of("5-")).contains(new Range(5, Optional.empty()));
        assertThat(Range.of("3")).contains(new Range(3, Optional.of(3)));
        assertThat(List.of("2-0", "-2", "a-b", "", "1-2-3"))
                .allMatch(text -> Range.of(text).isEmpty());
    }
}

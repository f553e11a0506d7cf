package dev.headroom.receiver.backtest.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked out by hand from the formula of llm-d's page "SLO-Aware Autoscaling with KEDA", with 0.55 and 0.40. */
class LlmdScalerTest {

    @ParameterizedTest
    @CsvSource({
        "0.56, 4, 4, 5", // 4 + ceil(4 x 0.018)
        "2.00, 3, 3, 11", // 3 + ceil(3 x 2.636)
        "0.55, 4, 4, 4", // the band
        "0.40, 4, 4, 4",
        "0.39, 4, 4, 4", // 4 - floor(0.1)
        "0.30, 4, 4, 3", // 4 - floor(4 x 0.25)
        "0.00, 8, 8, 0",
        "1.10, 8, 4, 8", // credited: 1.1 x 4 / 8 is 0.55
        "2.00, 8, 4, 15", // 8 + ceil(8 x 0.818)
        "0.60, 4, 2, 3", // as it is written: 4 + ceil(4 x -0.4545); Kubernetes' window for downs stands before it
        "0.30, 8, 4, 6", // a down is not credited
        "2.00, 3, 0, 11", // none ready: no credit
    })
    void theFormula(double saturation, int count, int ready, int wanted) {
        assertThat(LlmdScaler.desired(saturation, count, ready)).isEqualTo(wanted);
    }
}

package dev.headroom.ttltuner.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** What a mode costs. */
class FootprintTest {
    @Test
    void aModeTakesLessThanTwoMegabytesWhateverComes() throws IllegalAccessException {
        ShadowGrid grid = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        for (int i = 0; i < 1_000_000; i++) {
            grid.access(i, i);
        }
        assertThat(grid.keys()).isPositive();
        assertThat(bytesOfArrays(grid)).isBetween(1_000_000L, 2_000_000L);
    }

    /** Nothing else in it grows. */
    private static long bytesOfArrays(Object owner) throws IllegalAccessException {
        long bytes = 0;
        for (Field field : owner.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            Object value = field.get(owner);
            if (value != null && value.getClass().isArray()) {
                int width = field.getType() == int[].class ? 4 : 8;
                bytes += (long) Array.getLength(value) * width;
            } else if (value instanceof KeyTable) {
                bytes += bytesOfArrays(value);
            }
        }
        return bytes;
    }
}

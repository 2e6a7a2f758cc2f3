package io.flotilla.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void anEmptyHistogramReadsZero() {
        LatencyHistogram histogram = new LatencyHistogram();

        assertThat(histogram.count()).isZero();
        assertThat(histogram.quantileMicros(0.99)).isZero();
        assertThat(histogram.maxMicros()).isZero();
    }

    @Test
    void everyQuantileIsAtMostASixteenthAboveTheTrueValue() {
        LatencyHistogram histogram = new LatencyHistogram();
        SplittableRandom random = new SplittableRandom(7);
        long[] values = new long[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.pow(2, random.nextDouble(0, 31));
            histogram.record(values[i]);
        }
        Arrays.sort(values);

        for (double q : new double[] {0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = values[Math.max(0, (int) Math.ceil(q * values.length) - 1)];
            assertThat(histogram.quantileMicros(q)).isBetween(exact, exact + exact / 16);
        }
        assertThat(histogram.count()).isEqualTo(values.length);
        assertThat(histogram.sumMicros()).isEqualTo(Arrays.stream(values).sum());
        assertThat(histogram.maxMicros()).isEqualTo(values[values.length - 1]);
    }

    @Test
    void countsBelowAPowerOfTwoAreExact() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long value : new long[] {0, 15, 16, 31, 32, 1023, 1024, 1L << 31}) {
            histogram.record(value);
        }

        assertThat(histogram.countBelowPowerOfTwo(4)).isEqualTo(2);
        assertThat(histogram.countBelowPowerOfTwo(5)).isEqualTo(4);
        assertThat(histogram.countBelowPowerOfTwo(10)).isEqualTo(6);
        assertThat(histogram.countBelowPowerOfTwo(31)).isEqualTo(7);
        assertThat(histogram.countBelowPowerOfTwo(32)).isEqualTo(8);
    }

    @Test
    void valuesOutOfRangeAreCountedAtTheEdges() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.quantileMicros(0)).isZero();
        assertThat(histogram.maxMicros()).isEqualTo((1L << 32) - 1);
    }

    @Test
    void addingKeepsBothSides() {
        LatencyHistogram a = new LatencyHistogram();
        LatencyHistogram b = new LatencyHistogram();
        a.record(10);
        b.record(1000);

        a.add(b);

        assertThat(a.count()).isEqualTo(2);
        assertThat(a.sumMicros()).isEqualTo(1010);
        assertThat(a.quantileMicros(0.5)).isEqualTo(10);
        assertThat(a.maxMicros()).isEqualTo(1000);
    }

    @Test
    void aQuantileOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new LatencyHistogram().quantileMicros(99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99");
    }
}

package io.flotilla.bench.compare;

import java.util.Arrays;
import java.util.Locale;

/** The middle and the bounds of some measurements; NaN of none. */
record Spread(double median, double low, double high) {

    static Spread of(double... values) {
        if (values.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Everything so many times. */
    Spread times(double factor) {
        return new Spread(median * factor, low * factor, high * factor);
    }

    boolean isEmpty() {
        return Double.isNaN(median);
    }

    /** {@code median (low - high)}, each in this format; the median alone if there is one value; empty of none. */
    String text(String format) {
        if (isEmpty()) {
            return "";
        }
        String middle = String.format(Locale.ROOT, format, median);
        if (low == high) {
            return middle;
        }
        return middle + " (" + String.format(Locale.ROOT, format, low) + " - "
                + String.format(Locale.ROOT, format, high) + ")";
    }
}

package io.flotilla.bench.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis from one of 1, 2 and 5 times a power of ten to another, so that equal ratios are equal distances.
 *
 * @param low where it begins, above 0
 * @param high where it ends, above {@code low}
 */
record Scale(double low, double high) {
    private static final double[] STEPS = {1, 2, 5};
    /** So that 0.2 counts as 0.2 whatever its last digits. */
    private static final double ROUNDING = 1e-9;

    /** The shortest that holds these values, all above 0. */
    static Scale of(double least, double most) {
        List<Double> marks = marks(least / 10, most * 10);
        double low = marks.get(0);
        double high = marks.get(marks.size() - 1);
        for (double mark : marks) {
            low = mark <= least * (1 + ROUNDING) ? mark : low;
        }
        for (int i = marks.size() - 1; i >= 0; i--) {
            high = marks.get(i) >= most * (1 - ROUNDING) && marks.get(i) > low ? marks.get(i) : high;
        }
        return new Scale(low, high);
    }

    /** Where a value is, 0 at the beginning and 1 at the end. */
    double at(double value) {
        return Math.log(value / low) / Math.log(high / low);
    }

    /** The values with a name on the axis. */
    List<Double> marks() {
        return marks(low, high);
    }

    private static List<Double> marks(double from, double to) {
        List<Double> marks = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(from)) - 1; Math.pow(10, power) <= to; power++) {
            for (double step : STEPS) {
                double mark = power < 0 ? step / Math.pow(10, -power) : step * Math.pow(10, power);
                if (mark >= from * (1 - ROUNDING) && mark <= to * (1 + ROUNDING)) {
                    marks.add(mark);
                }
            }
        }
        return marks;
    }
}

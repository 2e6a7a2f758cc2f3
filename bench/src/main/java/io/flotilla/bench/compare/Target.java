package io.flotilla.bench.compare;

import java.util.function.Function;

/**
 * One thing Flotilla must reach.
 *
 * @param measure what is measured
 * @param of whom
 * @param atMost whether it must not exceed the limit; it must not fall below it otherwise
 * @param unit of the limit and of what is measured; {@code x} for a ratio
 * @param value the measurements; empty if they were not made
 * @param remark what to know when judging it, or nothing
 */
record Target(
        String measure,
        String of,
        boolean atMost,
        double limit,
        String unit,
        Function<Results, Spread> value,
        Function<Results, String> remark) {

    /** How a target stands. */
    enum Verdict {
        REACHED("reached"),
        /** The median reaches it, but a round does not. */
        MOSTLY("reached in the median"),
        MISSED("**not reached**"),
        UNKNOWN("not measured");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    Verdict verdict(Results results) {
        Spread spread = value.apply(results);
        if (spread.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        if (!holds(spread.median())) {
            return Verdict.MISSED;
        }
        return holds(atMost ? spread.high() : spread.low()) ? Verdict.REACHED : Verdict.MOSTLY;
    }

    private boolean holds(double measured) {
        return atMost ? measured <= limit : measured >= limit;
    }
}

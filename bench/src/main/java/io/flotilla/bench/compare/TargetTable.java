package io.flotilla.bench.compare;

import java.util.List;
import java.util.Locale;

/** What must be reached, and whether it is, as markdown. */
final class TargetTable {
    private final Results results;

    TargetTable(Results results) {
        this.results = results;
    }

    String markdown() {
        StringBuilder text = new StringBuilder(
                "| measure | of | must be | is, median (lowest - highest) | | |\n|---|---|---|---|---|---|\n");
        for (Target target : Targets.all()) {
            text.append("| ").append(String.join(" | ", cells(target))).append(" |\n");
        }
        return text.toString();
    }

    private List<String> cells(Target target) {
        Spread spread = target.value().apply(results);
        return List.of(
                target.measure(),
                target.of(),
                (target.atMost() ? "<= " : ">= ") + limit(target),
                spread.isEmpty() ? "" : spread.text(format(target)) + unit(target),
                target.verdict(results).text(),
                spread.isEmpty() ? "" : target.remark().apply(results));
    }

    private static String limit(Target target) {
        String number = target.unit().equals("x")
                ? String.format(Locale.ROOT, "%.2f", target.limit())
                : String.format(Locale.ROOT, "%,.0f", target.limit());
        return number + unit(target);
    }

    private static String unit(Target target) {
        return target.unit().equals("x") ? "x" : " " + target.unit();
    }

    private static String format(Target target) {
        return target.unit().equals("x") ? "%.2f" : "%,.0f";
    }
}

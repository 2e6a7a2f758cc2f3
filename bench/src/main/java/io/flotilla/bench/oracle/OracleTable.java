package io.flotilla.bench.oracle;

import io.flotilla.testing.oracle.Counts;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the runs have shown, as Markdown. */
final class OracleTable {
    private final PrintStream out;
    private final List<Long> killed = new ArrayList<>();
    private final List<Long> hung = new ArrayList<>();
    private final List<Long> heldToEject = new ArrayList<>();
    private final List<Long> heldToReturn = new ArrayList<>();
    private final List<Long> heldInVain = new ArrayList<>();
    private int kept;

    OracleTable(PrintStream out) {
        this.out = out;
        out.println(
                "| run | stale reads | reads | misses | failed reads | writes | failed writes | faults | switches |\n"
                        + "|---|---|---|---|---|---|---|---|---|");
    }

    void add(int number, OracleRun run, boolean verbose) {
        Counts c = run.counts();
        out.printf(
                "| %d | %d | %d | %d | %d | %d | %d | %d | %s |%n",
                number,
                c.stale(),
                c.reads(),
                c.misses(),
                c.failedReads(),
                c.writes(),
                c.failedWrites(),
                run.faults().size(),
                run.watch().decisions().isEmpty()
                        ? "-"
                        : run.watch().decisions().size());
        killed.addAll(run.watch().killed());
        hung.addAll(run.watch().hung());
        heldToEject.addAll(run.watch().held("eject"));
        heldToReturn.addAll(run.watch().held("return"));
        heldInVain.addAll(run.watch().putOff());
        kept += run.watch().kept();
        if (verbose) {
            run.faults().forEach(out::println);
            run.watch().decisions().stream().map(JsonObject::encode).forEach(out::println);
            run.counts().staleReads().forEach(out::println);
        }
    }

    /** What the switches of all runs took. */
    void end() {
        if (killed.isEmpty() && hung.isEmpty() && heldToEject.isEmpty()) {
            return;
        }
        out.println("\n| milliseconds | number | median | p99 | worst |\n|---|---|---|---|---|");
        line("server killed: until all nodes have it out", killed);
        line("server hung: until all nodes have it out", hung);
        line("requests held while a server is ejected", heldToEject);
        line("requests held while a server returns", heldToReturn);
        line("requests held for a return that was put off", heldInVain);
        out.printf(
                "%nservers that failed while half of the pool was out, so that max_ejected kept them in: %d%n", kept);
    }

    private void line(String name, List<Long> millis) {
        if (millis.isEmpty()) {
            out.printf("| %s | 0 | | | |%n", name);
            return;
        }
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        out.printf(
                "| %s | %d | %d | %d | %d |%n",
                name, sorted.size(), rank(sorted, 0.5), rank(sorted, 0.99), sorted.get(sorted.size() - 1));
    }

    /** The smallest of these that so large a part of them does not exceed. */
    private static long rank(List<Long> sorted, double part) {
        return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
    }
}

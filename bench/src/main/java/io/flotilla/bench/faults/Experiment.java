package io.flotilla.bench.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The things that can be done to a fleet. */
enum Experiment {
    OTHER_KEYS(
            "other-keys",
            "requests for keys of other servers while a server is ejected, restored, killed",
            OtherKeys::run),
    COORDINATOR("coordinator", "the coordinator is killed, and a server with it", LostCoordinator::run),
    HUNG_PROXY("hung-proxy", "a proxy is stopped when a switch begins, and goes on after it", HungProxy::run),
    RESTART("restart", "all nodes are killed and started again", Restart::run),
    CUT_OFF("cut-off", "one proxy cannot reach one server (needs root)", CutOff::run),
    PARTITION("partition", "one of three proxies is cut off from the others, healed (needs root)", Partition::run),
    ONE_WAY("one-way", "what one proxy sends to another is lost, healed (needs root)", OneWay::run);

    private final String word;
    private final String meaning;
    private final Procedure procedure;

    /** Does it so many times and says what was measured. */
    interface Procedure {
        void run(Report report, int repeat) throws InterruptedException;
    }

    Experiment(String word, String meaning, Procedure procedure) {
        this.word = word;
        this.meaning = meaning;
        this.procedure = procedure;
    }

    static Optional<Experiment> of(String word) {
        return Arrays.stream(values()).filter(e -> e.word.equals(word)).findFirst();
    }

    static String usage() {
        List<String> lines = Arrays.stream(values())
                .map(e -> "  %-12s %s%n".formatted(e.word, e.meaning))
                .toList();
        return """
                Usage: bench/faults [--repeat N] EXPERIMENT...
                Does something to a fleet of three in front of four memcached servers, N times (5), and prints how long the
                fleet took, in milliseconds, and what clients noticed.
                """ + String.join("", lines);
    }

    void run(Report report, int repeat) throws InterruptedException {
        procedure.run(report, repeat);
    }
}

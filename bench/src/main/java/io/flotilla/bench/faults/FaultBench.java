package io.flotilla.bench.faults;

import java.util.ArrayList;
import java.util.List;

/** {@code bench/faults}: how a fleet overcomes faults. */
public final class FaultBench {
    private static final int REPEAT = 5;

    private FaultBench() {}

    /** Arguments as {@code --help} tells; {@code flotilla.home} is the checkout. */
    public static void main(String[] args) throws InterruptedException {
        int repeat = REPEAT;
        List<Experiment> chosen = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--help") || args[i].equals("-h")) {
                System.out.print(Experiment.usage());
                return;
            } else if (args[i].equals("--repeat") && i + 1 < args.length && args[i + 1].matches("[1-9][0-9]{0,3}")) {
                repeat = Integer.parseInt(args[++i]);
            } else if (Experiment.of(args[i]).isPresent()) {
                chosen.add(Experiment.of(args[i]).get());
            } else {
                refuse("'" + args[i] + "' is neither an experiment nor --repeat N");
                return;
            }
        }
        if (chosen.isEmpty()) {
            refuse("which experiment?");
            return;
        }
        Report report = new Report(System.out);
        for (Experiment experiment : chosen) {
            experiment.run(report, repeat);
        }
        System.exit(0);
    }

    private static void refuse(String why) {
        System.err.println("bench/faults: " + why);
        System.err.print(Experiment.usage());
        System.exit(2);
    }
}

package io.flotilla.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The command line of {@code bench/compare}. */
final class CompareOptions {
    static final String USAGE = """
            Usage: bench/compare [options]
            Without options: what --table measures, and besides one thing varied at a time.
              --quick              pipelines 1 and 16 of both protocols
              --table              what the table of things to be reached needs, and no more
              --full               every combination, hours
              --only REGEX         of the selection, only what has a name that contains a match
              --proxies A,B        of the proxies found, only these
              --proxy 'NAME=CMD'   one proxy more; {config} {port} {stats} {admin} {loops} {servers} are filled in
              --rounds N           repetitions of every measurement (5; with --quick 2, with --full 3)
              --seconds S          length of one measurement (1)
              --warmup S           the same load before it, not counted (0.3)
              --no-pin             let proxies, servers and load generator share all cores
              --name NAME          of the files in bench/results (default: the time)
              --add                to what is stored under this name, in the place of what is measured again
              --images FOLDER      where the plots go (default: beside the results)
              --docs               write the summary into docs/benchmarks.md, the plots into docs/images/bench
              --list               print the rows and end
            """;

    private String selection = "usual";
    private Pattern only = Pattern.compile("");
    private List<String> proxies = List.of();
    private final List<ProxyKind> more = new ArrayList<>();
    private int rounds;
    private double seconds;
    private double warmUp = 0.3;
    private String name;
    private Path images;
    private boolean pin = true;
    private boolean add;
    private boolean docs;
    private boolean list;
    private boolean help;

    /** @throws IllegalArgumentException that says what is wrong */
    static CompareOptions parse(String... args) {
        CompareOptions options = new CompareOptions();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> options.selection = "quick";
                case "--full" -> options.selection = "full";
                case "--table" -> options.selection = "table";
                case "--no-pin" -> options.pin = false;
                case "--add" -> options.add = true;
                case "--docs" -> options.docs = true;
                case "--list" -> options.list = true;
                case "-h", "--help" -> options.help = true;
                default -> options.take(args[i], i + 1 < args.length ? args[++i] : null);
            }
        }
        return options;
    }

    private void take(String option, String value) {
        if (!List.of("--only", "--proxies", "--proxy", "--rounds", "--seconds", "--warmup", "--name", "--images")
                .contains(option)) {
            throw new IllegalArgumentException("unknown option '" + option + "'");
        }
        if (value == null) {
            throw new IllegalArgumentException("option " + option + " needs a value");
        }
        switch (option) {
            case "--only" -> only = pattern(value);
            case "--proxies" -> proxies = List.of(value.split(","));
            case "--proxy" -> more.add(proxy(value));
            case "--rounds" -> rounds = (int) number(option, value, 1, 1_000);
            case "--seconds" -> seconds = number(option, value, 0.1, 3_600);
            case "--warmup" -> warmUp = number(option, value, 0, 3_600);
            case "--name" -> name = value;
            default -> images = Path.of(value);
        }
    }

    private static Pattern pattern(String value) {
        try {
            return Pattern.compile(value);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("option --only value '" + value + "': " + e.getDescription(), e);
        }
    }

    static ProxyKind proxy(String value) {
        int equals = value.indexOf('=');
        if (equals < 1 || equals == value.length() - 1) {
            throw new IllegalArgumentException("option --proxy value '" + value + "' is not of the form name=command");
        }
        return new ProxyKind(value.substring(0, equals), value.substring(equals + 1));
    }

    private static double number(String option, String value, double least, double most) {
        try {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The complaint below says it.
        }
        throw new IllegalArgumentException(
                "option " + option + " value '" + value + "' is not a number from " + least + " to " + most);
    }

    /** @throws IllegalArgumentException that says what does not go together */
    void check() {
        if (cases().isEmpty() && probes().isEmpty()) {
            throw new IllegalArgumentException("--only " + only + " matches nothing; --list prints what there is");
        }
        if (add && name == null) {
            throw new IllegalArgumentException("--add needs --name");
        }
    }

    List<Case> cases() {
        List<Case> all =
                switch (selection) {
                    case "quick" -> Cases.quick();
                    case "table" -> Cases.table();
                    case "full" -> Cases.full();
                    default -> Cases.usual();
                };
        return all.stream().filter(row -> only.matcher(row.name()).find()).toList();
    }

    /** Which of {@link Probes#NAMES} are run. */
    List<String> probes() {
        return selection.equals("quick")
                ? List.of()
                : Probes.NAMES.stream()
                        .filter(probe -> only.matcher(probe).find())
                        .toList();
    }

    /** Whether this proxy takes part. */
    boolean takes(ProxyKind kind) {
        return proxies.isEmpty() || proxies.contains(kind.name());
    }

    List<ProxyKind> more() {
        return more;
    }

    int rounds() {
        if (rounds > 0) {
            return rounds;
        }
        return switch (selection) {
            case "quick" -> 2;
            case "full" -> 3;
            default -> 5;
        };
    }

    Duration measured() {
        return millis(seconds > 0 ? seconds : 1);
    }

    Duration warmUp() {
        return millis(warmUp);
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    String name(String otherwise) {
        return name == null ? otherwise : name;
    }

    Path images(Path otherwise) {
        return images == null ? otherwise : images;
    }

    boolean pin() {
        return pin;
    }

    boolean add() {
        return add;
    }

    boolean docs() {
        return docs;
    }

    boolean list() {
        return list;
    }

    boolean help() {
        return help;
    }
}

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
              --quick              pipelines 1 and 16 of both protocols, about a minute
              --full               every combination, hours
              --fleet              Flotilla alone against the member of a fleet of three
              --only REGEX         of the selection, only rows whose name contains a match
              --proxies A,B        of the proxies found, only these
              --proxy 'NAME=CMD'   one proxy more; {config} {port} {stats} {admin} {loops} {servers} are filled in
              --rounds N           repetitions of every measurement (3; with --quick 2)
              --seconds S          length of one measurement (1)
              --warmup S           the same load before it, not counted (0.3)
              --name NAME          of the files in bench/results (default: the time)
              --images FOLDER      where the plots go (default: beside the results)
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
    private boolean list;
    private boolean help;

    /** @throws IllegalArgumentException that says what is wrong */
    static CompareOptions parse(String... args) {
        CompareOptions options = new CompareOptions();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> options.selection = "quick";
                case "--full" -> options.selection = "full";
                case "--fleet" -> options.selection = "fleet";
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

    List<Case> cases() {
        List<Case> all =
                switch (selection) {
                    case "quick" -> Cases.quick();
                    case "full" -> Cases.full();
                    case "fleet" -> Cases.fleet();
                    default -> Cases.usual();
                };
        List<Case> chosen =
                all.stream().filter(row -> only.matcher(row.name()).find()).toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("--only " + only + " matches none of the rows; --list prints them");
        }
        return chosen;
    }

    /** Whether this proxy takes part. */
    boolean takes(ProxyKind kind) {
        return proxies.isEmpty() || proxies.contains(kind.name());
    }

    List<ProxyKind> more() {
        return more;
    }

    int rounds() {
        return rounds > 0 ? rounds : selection.equals("quick") ? 2 : 3;
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

    boolean list() {
        return list;
    }

    boolean help() {
        return help;
    }
}

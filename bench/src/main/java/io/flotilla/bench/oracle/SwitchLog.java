package io.flotilla.bench.oracle;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a node took on which ejection and which return, by its log. */
final class SwitchLog {
    private record Change(long wallMillis, boolean ejects, String server) {}

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Pattern EPOCH =
            Pattern.compile("^\\[([^]]+)\\] \\S+ \\S+: epoch \\d+: (.*)$", Pattern.MULTILINE);
    private static final Pattern CHANGE = Pattern.compile("\\b(eject|return) [^/ ]+/(\\S+): ");

    private static final Pattern PUT_OFF = Pattern.compile("\\bput off after (\\d+) ms of holding: ");

    private final List<Change> changes = new ArrayList<>();
    private final List<Long> putOff = new ArrayList<>();

    /** @param log the text of a node's log */
    SwitchLog(String log) {
        PUT_OFF.matcher(log)
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .forEach(putOff::add);
        Matcher line = EPOCH.matcher(log);
        while (line.find()) {
            long at = LocalDateTime.parse(line.group(1), TIME)
                    .atZone(ZoneId.systemDefault())
                    .toInstant()
                    .toEpochMilli();
            Matcher change = CHANGE.matcher(line.group(2));
            while (change.find()) {
                changes.add(new Change(at, change.group(1).equals("eject"), change.group(2)));
            }
        }
    }

    /** How long requests were held, in milliseconds, each time that this node as coordinator put a return off. */
    List<Long> putOff() {
        return List.copyOf(putOff);
    }

    /** Whether this server was out at this time. */
    boolean isOut(String server, long wallMillis) {
        return changes.stream()
                .filter(c -> c.server.equals(server) && c.wallMillis < wallMillis)
                .reduce((earlier, later) -> later)
                .map(Change::ejects)
                .orElse(false);
    }

    /** How many servers were out at this time. */
    long countOut(long wallMillis) {
        return changes.stream()
                .map(Change::server)
                .distinct()
                .filter(server -> isOut(server, wallMillis))
                .count();
    }

    /** When this server was ejected first after this time. */
    OptionalLong ejected(String server, long afterMillis) {
        return changes.stream()
                .filter(c -> c.ejects && c.server.equals(server) && c.wallMillis >= afterMillis)
                .mapToLong(Change::wallMillis)
                .findFirst();
    }
}

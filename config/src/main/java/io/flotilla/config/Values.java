package io.flotilla.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of scalar values: numbers, booleans, words, durations, sizes, shares. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,18})(ms|s|m|h)?");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([KMG]B)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})%");

    private Values() {}

    /** Decimal digits and nothing else, as nutcracker reads numbers: no sign, no point, no other base, leading zeros allowed. */
    static int number(String text, int min, int max) throws BadValue {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadValue();
        }
        String digits = text.replaceFirst("^0+(?=.)", "");
        if (digits.length() > 18) {
            throw new BadValue();
        }
        return inRange(Long.parseLong(digits), min, max);
    }

    static boolean flag(String text) throws BadValue {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValue();
        };
    }

    static String words(Class<? extends Enum<?>> words) {
        return Arrays.stream(words.getEnumConstants())
                .map(w -> w.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** A constant in lower case, as nutcracker compares them. */
    static <E extends Enum<E>> E word(String text, Class<E> words) throws BadValue {
        for (E word : words.getEnumConstants()) {
            if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
                return word;
            }
        }
        throw new BadValue();
    }

    static int duration(String text, int min, int max) throws BadValue {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            throw new BadValue();
        }
        long unit =
                switch (m.group(2) == null ? "ms" : m.group(2)) {
                    case "s" -> 1_000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 1;
                };
        return inRange(saturated(m.group(1), unit), min, max);
    }

    static int durationMillis(String constant) {
        try {
            return duration(constant, 0, Integer.MAX_VALUE);
        } catch (BadValue e) {
            throw new IllegalArgumentException(constant, e);
        }
    }

    static int size(String text, long min, long max) throws BadValue {
        return inRange(bytes(text), min, max);
    }

    static long sizeBytes(String constant) {
        try {
            return bytes(constant);
        } catch (BadValue e) {
            throw new IllegalArgumentException(constant, e);
        }
    }

    /** The path of a file. */
    static String path(String text) throws BadValue {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new BadValue();
        }
        return text;
    }

    static int percent(String text) throws BadValue {
        Matcher m = PERCENT.matcher(text);
        if (!m.matches()) {
            throw new BadValue();
        }
        return inRange(Long.parseLong(m.group(1)), 0, 100);
    }

    private static long bytes(String text) throws BadValue {
        Matcher m = SIZE.matcher(text);
        if (!m.matches()) {
            throw new BadValue();
        }
        long unit =
                switch (m.group(2) == null ? "" : m.group(2).toUpperCase(Locale.ROOT)) {
                    case "KB" -> 1L << 10;
                    case "MB" -> 1L << 20;
                    case "GB" -> 1L << 30;
                    default -> 1;
                };
        return saturated(m.group(1), unit);
    }

    private static long saturated(String digits, long unit) {
        long n = Long.parseLong(digits);
        return n > Long.MAX_VALUE / unit ? Long.MAX_VALUE : n * unit;
    }

    private static int inRange(long value, long min, long max) throws BadValue {
        if (value < min || value > max) {
            throw new BadValue();
        }
        return (int) value;
    }
}

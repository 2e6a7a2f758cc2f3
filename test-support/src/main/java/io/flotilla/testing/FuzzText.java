package io.flotilla.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Lines, numbers, and values behind their length, in inputs that are text more or less. */
final class FuzzText {
    /** Numbers at which readers go wrong. */
    private static final String[] NUMBERS = {
        "",
        "0",
        "-0",
        "00",
        "1",
        "+1",
        "-1",
        "-2",
        "1.5",
        "1e9",
        "0x10",
        "15",
        "16",
        "17",
        "250",
        "251",
        "255",
        "256",
        "1023",
        "1024",
        "1025",
        "2048",
        "65535",
        "65536",
        "1000000",
        "1048576",
        "1048577",
        "16777216",
        "536870912",
        "536870913",
        "2147483647",
        "2147483648",
        "-2147483648",
        "4294967295",
        "4294967296",
        "4294967297",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999"
    };

    /** Lengths of values at which something changes. */
    private static final int[] LENGTHS = {
        0, 1, 2, 15, 16, 17, 127, 128, 129, 250, 255, 256, 1023, 1024, 1025, 1100, 2048
    };

    private FuzzText() {}

    /** Where the first line begins that does not begin before an index: behind a line feed, or at one of the bytes FE and FF. */
    static int lineFrom(byte[] input, int at) {
        for (int i = at; i < input.length; i++) {
            if (i == 0 || input[i - 1] == '\n' || (input[i] & 0xfe) == 0xfe) {
                return i;
            }
        }
        return input.length;
    }

    /** Where so many lines end that begin at an index. */
    static int linesFrom(byte[] input, int at, int lines) {
        int end = at;
        for (int i = 0; i < lines && end < input.length; i++) {
            end = lineFrom(input, end + 1);
        }
        return end;
    }

    /** With another number in place of the first one from an index on. */
    static byte[] changedNumber(byte[] input, int at, SplittableRandom random) {
        int from = at;
        while (from < input.length && !isDigit(input[from])) {
            from++;
        }
        int to = digitsFrom(input, from);
        if (from == to) {
            return input;
        }
        String number = new String(input, from, to - from, StandardCharsets.ISO_8859_1);
        return FuzzMutator.replaced(input, from, to, bytes(another(number, random)));
    }

    private static String another(String number, SplittableRandom random) {
        long value = number.length() > 9 ? 0 : Long.parseLong(number);
        return switch (random.nextInt(8)) {
            case 0 -> Long.toString(value + 1);
            case 1 -> Long.toString(value - 1);
            case 2 -> number + random.nextInt(10);
            case 3 -> "-" + number;
            case 4 -> Integer.toString(random.nextInt(10));
            default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
    }

    /** With a value of another length behind a line that has this length for one of its numbers, and has it still. */
    static byte[] resizedValue(byte[] input, int at, int maxLength, SplittableRandom random) {
        int line = lineFrom(input, at);
        int value = lineFrom(input, line + 1);
        int end = endOfLine(input, value);
        for (int i = line; i < value; i++) {
            int to = digitsFrom(input, i);
            if (isLength(input, i, to, end - value)) {
                int length = random.nextInt(3) == 0
                        ? random.nextInt(1 + maxLength / 2)
                        : LENGTHS[random.nextInt(LENGTHS.length)];
                byte[] resized = FuzzMutator.replaced(input, value, end, filled(input, value, end, length));
                return FuzzMutator.replaced(resized, i, to, bytes(Integer.toString(length)));
            }
            i = Math.max(i, to - 1);
        }
        return input;
    }

    private static int endOfLine(byte[] input, int from) {
        int end = from;
        while (end < input.length && input[end] != '\r' && input[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isLength(byte[] input, int from, int to, int length) {
        return to > from
                && to - from < 6
                && Integer.parseInt(new String(input, from, to - from, StandardCharsets.ISO_8859_1)) == length;
    }

    private static byte[] filled(byte[] input, int from, int to, int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) 'x');
        System.arraycopy(input, from, value, 0, Math.min(length, to - from));
        return value;
    }

    private static int digitsFrom(byte[] input, int from) {
        int to = from;
        while (to < input.length && isDigit(input[to])) {
            to++;
        }
        return to;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

package io.flotilla.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One input of a fuzzer: a stream of bytes, and where it is cut. Strings stand for bytes one to one (ISO-8859-1).
 *
 * <p>The stream stands first, so that a stored input can be read: its last byte holds the number of cuts in its lowest four
 * bits (15: between all bytes), a digit therefore says it as written, and a mode in its other bits. The bytes before it are
 * the lengths of the pieces: up to 127 as they are, above that sixteen for each.
 */
public final class FuzzInput {
    private static final int EVERYWHERE = 15;
    private static final int VARIANT = 0x40;
    private static final int PLAIN = 0x30;
    private static final int LONG_STREAM = 400;

    private final String stream;
    private final byte[] lengths;
    private final int last;

    private FuzzInput(String stream, byte[] lengths, int last) {
        this.stream = stream;
        this.lengths = lengths;
        this.last = last;
    }

    /** Takes a fuzzer's bytes apart; any bytes will do. */
    public static FuzzInput of(byte[] data) {
        if (data.length == 0) {
            return new FuzzInput("", data, '0');
        }
        int last = data[data.length - 1] & 0xff;
        int cuts = last & EVERYWHERE;
        int end = data.length - 1 - (cuts == EVERYWHERE ? 0 : Math.min(cuts, data.length - 1));
        return new FuzzInput(
                new String(data, 0, end, StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(data, end, data.length - 1),
                last);
    }

    /**
     * The same bytes in other cuts: none, everywhere, or up to six places, mostly near to each other. Cuts between all bytes of
     * a long stream are few, as they take long and show nothing that those of a short one do not.
     */
    static byte[] recut(byte[] data, SplittableRandom random) {
        byte[] stream = of(data).stream().getBytes(StandardCharsets.ISO_8859_1);
        int kind = random.nextInt(8);
        int cuts = kind < 2 ? 0 : kind < 4 && stream.length < LONG_STREAM ? EVERYWHERE : 1 + random.nextInt(6);
        int lengths = cuts == EVERYWHERE ? 0 : cuts;
        byte[] recut = Arrays.copyOf(stream, stream.length + lengths + 1);
        for (int i = 0; i < lengths; i++) {
            recut[stream.length + i] = (byte) random.nextInt(random.nextBoolean() ? 256 : 16);
        }
        recut[recut.length - 1] = (byte) (cuts | (random.nextInt(4) == 0 ? VARIANT : PLAIN));
        return recut;
    }

    /** What is sent. */
    public String stream() {
        return stream;
    }

    /** The same, cut; at least one piece, and none is empty but that of nothing. */
    public List<String> pieces() {
        return cut(stream);
    }

    /** A bit by which a target chooses a variant: off for digits, on for {@code @} (no cuts) to {@code O} (everywhere). */
    public boolean variant() {
        return (last & VARIANT) != 0;
    }

    /** Cuts other bytes by the same lengths. */
    public List<String> cut(String bytes) {
        List<String> pieces = new ArrayList<>();
        boolean everywhere = (last & EVERYWHERE) == EVERYWHERE;
        int from = 0;
        for (int i = 0; from < bytes.length() && (everywhere || i < lengths.length); i++) {
            int length = everywhere ? 1 : length(lengths[i] & 0xff);
            int to = Math.min(bytes.length(), from + length);
            if (to > from) {
                pieces.add(bytes.substring(from, to));
                from = to;
            }
        }
        if (from < bytes.length() || pieces.isEmpty()) {
            pieces.add(bytes.substring(from));
        }
        return pieces;
    }

    private static int length(int code) {
        return code < 128 ? code : (code - 127) * 16;
    }

    /** Fails with both sides and the cuts if two results of the same stream differ. */
    public void same(Object cut, Object whole) {
        if (!cut.equals(whole)) {
            throw new AssertionError("cut: " + cut + "\nwhole: " + whole + "\npieces: " + pieces());
        }
    }
}

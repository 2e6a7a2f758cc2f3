package io.flotilla.testing;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes inputs out of stored ones, at random, with the structure of a text protocol in mind: lines, numbers, values that
 * follow their length, and the cuts of {@link FuzzInput}. An input is a function of seed, number, and what this was made of.
 */
public final class FuzzMutator {
    private static final int MOST_EDITS = 8;
    private static final int MOST_TRIES = 3 * MOST_EDITS;

    private final List<byte[]> corpus;
    private final List<byte[]> words;
    private final int maxLength;
    private final long seed;

    /**
     * @param corpus the stored inputs; at least one
     * @param words what is put between and over bytes; may be empty
     * @param maxLength no edit makes an input longer than so many bytes
     * @param seed another gives other inputs
     */
    public FuzzMutator(List<byte[]> corpus, List<byte[]> words, int maxLength, long seed) {
        if (corpus.isEmpty()) {
            throw new IllegalArgumentException("nothing to make inputs of");
        }
        this.corpus = corpus;
        this.words = words;
        this.maxLength = maxLength;
        this.seed = seed;
    }

    /** The input with this number. */
    public byte[] input(long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x5851f42d4c957f2dL + number);
        byte[] input = shorter(pick(corpus, random), pick(corpus, random));
        int edits = 1 + Math.min(MOST_EDITS - 1, Long.numberOfTrailingZeros(random.nextLong()));
        for (int done = 0, tried = 0; done < edits && tried < MOST_TRIES; tried++) {
            byte[] edited = edit(input, random);
            if (edited.length <= maxLength && !Arrays.equals(edited, input)) {
                input = edited;
                done++;
            }
        }
        return input;
    }

    private byte[] edit(byte[] input, SplittableRandom random) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + length(random));
        return switch (random.nextInt(16)) {
            case 0 -> with(input, at, (byte) (at < input.length ? input[at] ^ 1 << random.nextInt(8) : 0));
            case 1 -> with(input, at, (byte) random.nextInt(256));
            case 2 -> replaced(input, at, end, new byte[0]);
            case 3 -> replaced(input, at, at, randomBytes(random));
            case 4 -> replaced(input, at, at, copy(input, random));
            case 5 -> replaced(input, at, end, repeated(Arrays.copyOfRange(input, at, end), random));
            case 6 -> replaced(input, at, at, word(random));
            case 7 -> replaced(input, at, end, word(random));
            case 8, 9 -> FuzzText.changedNumber(input, at, random);
            case 10 -> FuzzText.resizedValue(input, at, maxLength, random);
            case 11 -> joined(input, at, random);
            case 12 -> withLinesOfAnother(input, at, random);
            case 13 -> withoutLines(input, at, random);
            default -> FuzzInput.recut(input, random);
        };
    }

    /** Mostly a few bytes. */
    private static int length(SplittableRandom random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 4);
    }

    private static byte[] with(byte[] input, int at, byte value) {
        byte[] changed = input.clone();
        if (at < input.length) {
            changed[at] = value;
        }
        return changed;
    }

    private static byte[] randomBytes(SplittableRandom random) {
        byte[] bytes = new byte[length(random)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] copy(byte[] input, SplittableRandom random) {
        int from = random.nextInt(input.length + 1);
        return Arrays.copyOfRange(input, from, Math.min(input.length, from + length(random)));
    }

    private byte[] repeated(byte[] piece, SplittableRandom random) {
        int times = 2 + random.nextInt(random.nextInt(4) == 0 ? 256 : 8);
        byte[] all = new byte[Math.min(piece.length * times, maxLength)];
        for (int i = 0; i < all.length; i++) {
            all[i] = piece[i % piece.length];
        }
        return all;
    }

    private byte[] word(SplittableRandom random) {
        return words.isEmpty() ? randomBytes(random) : pick(words, random);
    }

    /** The beginning of one input and the end of another. */
    private byte[] joined(byte[] input, int at, SplittableRandom random) {
        byte[] other = pick(corpus, random);
        int from = FuzzText.lineFrom(other, random.nextInt(other.length + 1));
        return replaced(
                input, FuzzText.lineFrom(input, at), input.length, Arrays.copyOfRange(other, from, other.length));
    }

    private byte[] withLinesOfAnother(byte[] input, int at, SplittableRandom random) {
        byte[] other = pick(corpus, random);
        int from = FuzzText.lineFrom(other, random.nextInt(other.length + 1));
        int to = FuzzText.linesFrom(other, from, 1 + random.nextInt(8));
        int line = FuzzText.lineFrom(input, at);
        return replaced(input, line, line, Arrays.copyOfRange(other, from, to));
    }

    private static byte[] withoutLines(byte[] input, int at, SplittableRandom random) {
        int from = FuzzText.lineFrom(input, at);
        return replaced(input, from, FuzzText.linesFrom(input, from, 1 + random.nextInt(3)), new byte[0]);
    }

    /** Of a long input most edits matter little, and it takes as long as many short ones. */
    private static byte[] shorter(byte[] one, byte[] another) {
        return one.length < another.length ? one : another;
    }

    private static byte[] pick(List<byte[]> some, SplittableRandom random) {
        return some.get(random.nextInt(some.size()));
    }

    /** These bytes with others in place of those from an index to another. */
    static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        byte[] changed = Arrays.copyOf(input, input.length - (to - from) + by.length);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(input, to, changed, from + by.length, input.length - to);
        return changed;
    }
}

package io.flotilla.testing;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Runs numbered inputs of a fuzz target one after the other until one fails: by what it throws, by taking longer than it may, or
 * by allocating more than it may. The target runs on a thread of its own, so that one that hangs can be reported.
 */
public final class FuzzRun {
    /** What an input may allocate, bytes: far more than any needs, far less than a length of nine digits. */
    static final long MOST_ALLOCATED = 256 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** A hang is so many looks that find the same input: a process that was stopped has not looked. */
    private static final int LOOK_MILLIS = 100;

    private final FuzzTarget target;
    private final LongFunction<byte[]> inputs;
    private final Duration longest;
    private volatile long number;
    private volatile Throwable thrown;

    /**
     * An input that failed.
     *
     * @param number its number
     * @param input its bytes
     * @param cause what the target threw, or what was wrong
     */
    public record Failure(long number, byte[] input, Throwable cause) {
        /** Keeps the input in a folder, which is made if need be, as {@code crash-} and its SHA-1; returns the file. */
        public Path writeTo(Path folder) {
            try {
                String name = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-1").digest(input));
                return Files.write(Files.createDirectories(folder).resolve("crash-" + name), input);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * @param inputs the input with a number, always the same for the same number
     * @param longest what an input may take, by the clock, less what the whole process was stopped for
     */
    public FuzzRun(FuzzTarget target, LongFunction<byte[]> inputs, Duration longest) {
        this.target = target;
        this.inputs = inputs;
        this.longest = longest;
    }

    /**
     * Runs the inputs from a number up to another, which is not run; ends with the first that fails.
     *
     * @param look called every now and then meanwhile; {@link #number()} says how far it is
     */
    public Optional<Failure> run(long from, long to, Runnable look) throws InterruptedException {
        thrown = null;
        number = from;
        Thread worker = new Thread(() -> runAll(from, to), "fuzz");
        worker.setDaemon(true);
        worker.start();
        long seen = from;
        long looks = 0;
        for (worker.join(LOOK_MILLIS); worker.isAlive(); worker.join(LOOK_MILLIS)) {
            look.run();
            looks = number == seen ? looks + 1 : 0;
            seen = number;
            if (looks * LOOK_MILLIS >= longest.toMillis()) {
                return Optional.of(failure(seen, hang(worker)));
            }
        }
        return Optional.ofNullable(thrown).map(cause -> failure(number, cause));
    }

    /** The number of the input that runs, or of the last one. */
    public long number() {
        return number;
    }

    private void runAll(long from, long to) {
        try {
            for (long i = from; i < to; i++) {
                number = i;
                run(inputs.apply(i));
            }
        } catch (Throwable t) {
            thrown = t;
        }
    }

    private void run(byte[] input) throws Throwable {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.run(input);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > MOST_ALLOCATED) {
            throw new AssertionError("bytes allocated: " + allocated);
        }
    }

    private Failure failure(long failed, Throwable cause) {
        return new Failure(failed, inputs.apply(failed), cause);
    }

    private Throwable hang(Thread worker) {
        AssertionError hang = new AssertionError("takes longer than " + longest.toMillis() + " ms");
        hang.setStackTrace(worker.getStackTrace());
        return hang;
    }
}

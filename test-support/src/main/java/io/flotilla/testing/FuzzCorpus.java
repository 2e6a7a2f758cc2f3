package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the stored inputs of fuzz targets as tests, and a few thousand that a {@link FuzzMutator} makes of them, the same ones
 * every time; see {@link FuzzTarget}.
 *
 * <p>{@code -Dtest.jvm.extra=-Dflotilla.fuzz.inputs=10000000} makes more of them, {@code -Dflotilla.fuzz.seed} others.
 */
public final class FuzzCorpus {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MUTATED = Integer.getInteger("flotilla.fuzz.inputs", 5_000);
    private static final long SEED = Long.getLong("flotilla.fuzz.seed", 1);
    private static final int MAX_LENGTH = 4096;

    private FuzzCorpus() {}

    /** A test for every stored input of these targets, and one for those made of them. A target without any is an error. */
    public static Stream<DynamicNode> of(Class<?>... targets) {
        return Arrays.stream(targets).map(FuzzTarget::of).map(FuzzCorpus::tests);
    }

    private static DynamicNode tests(FuzzTarget target) {
        List<Path> files = target.storedInputs();
        Stream<DynamicTest> stored =
                files.stream().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> run(target, f)));
        return DynamicContainer.dynamicContainer(
                target.name(),
                Stream.concat(stored, Stream.of(DynamicTest.dynamicTest("mutated", () -> mutate(target, files)))));
    }

    private static void run(FuzzTarget target, Path file) throws IOException {
        byte[] data = Files.readAllBytes(file);
        Assertions.assertTimeoutPreemptively(LONGEST, () -> target.run(data));
    }

    private static void mutate(FuzzTarget target, List<Path> files) throws InterruptedException {
        FuzzMutator mutator = new FuzzMutator(read(files), target.words(), MAX_LENGTH, SEED);
        Optional<FuzzRun.Failure> failure = new FuzzRun(target, mutator::input, LONGEST).run(0, MUTATED, () -> {});
        failure.ifPresent(f -> {
            Path kept = f.writeTo(Path.of("target", "fuzz", target.name()));
            throw new AssertionError("seed " + SEED + ", input " + f.number() + ", kept as " + kept, f.cause());
        });
    }

    /** The contents of files. */
    static List<byte[]> read(List<Path> files) {
        List<byte[]> inputs = new ArrayList<>();
        for (Path file : files) {
            try {
                inputs.add(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return inputs;
    }
}

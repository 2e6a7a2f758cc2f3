package io.flotilla.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line of {@code bin/fuzz --mutate} and {@code --replay}: inputs made of the stored ones and of those that
 * coverage-guided runs have collected, without instrumentation; or given files.
 */
public final class FuzzMutation {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

    private final FuzzTarget target;
    private final Path folder;
    private final FuzzRun run;
    private final long seed;
    private final long from;
    private final long started = System.nanoTime();
    private long reported = started;

    private FuzzMutation(FuzzTarget target, Path folder, List<byte[]> corpus, List<String> options) {
        this.target = target;
        this.folder = folder;
        this.seed = option(options, "--seed", 1);
        this.from = option(options, "--first", 0);
        int maxLength = Math.toIntExact(option(options, "--max_len", 4096));
        this.run = new FuzzRun(target, new FuzzMutator(corpus, target.words(), maxLength, seed)::input, LONGEST);
    }

    /**
     * Arguments: the target's class, the folder of its collected inputs, then {@code --replay} and files, or the number of
     * inputs and perhaps {@code --seed S} (1), {@code --first N} (0), {@code --max_len BYTES} (4096). Exits with 1 if one failed.
     */
    public static void main(String[] args) throws Throwable {
        FuzzTarget target = FuzzTarget.of(Class.forName(args[0]));
        Path folder = Path.of(args[1]);
        List<String> rest = Arrays.asList(args).subList(2, args.length);
        if (rest.get(0).equals("--replay")) {
            for (byte[] input :
                    FuzzCorpus.read(rest.stream().skip(1).map(Path::of).toList())) {
                target.run(input);
            }
            return;
        }
        List<byte[]> corpus = corpus(target, folder);
        FuzzMutation mutation = new FuzzMutation(target, folder, corpus, rest);
        System.out.printf("%s: seed %d, made of %,d inputs%n", target.name(), mutation.seed, corpus.size());
        boolean passed = mutation.run(Long.parseLong(rest.get(0)));
        System.exit(passed ? 0 : 1);
    }

    private static long option(List<String> args, String name, long otherwise) {
        int at = args.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(args.get(at + 1));
    }

    private static List<byte[]> corpus(FuzzTarget target, Path folder) throws IOException {
        List<Path> files = new ArrayList<>(target.storedInputs());
        try (Stream<Path> collected = Files.list(folder)) {
            collected
                    .filter(f -> Files.isRegularFile(f)
                            && !f.getFileName().toString().startsWith("crash-"))
                    .sorted()
                    .forEach(files::add);
        }
        return FuzzCorpus.read(files);
    }

    private boolean run(long inputs) throws Exception {
        Optional<FuzzRun.Failure> failure = run.run(from, from + inputs, this::report);
        print(failure.isPresent() ? run.number() : from + inputs);
        failure.ifPresent(f -> {
            f.cause().printStackTrace(System.out);
            System.out.printf("seed %d, input %d failed, kept as %s%n", seed, f.number(), f.writeTo(folder));
            System.out.printf(
                    "alone: bin/fuzz --replay %s FILE; if it needs those before it: --first %d%n",
                    target.name(), Math.max(0, f.number() - 600));
        });
        return failure.isEmpty();
    }

    private void report() {
        long now = System.nanoTime();
        if (now - reported >= REPORT_NANOS) {
            reported = now;
            print(run.number());
        }
    }

    /** The speed by the clock, and by the processor time of the whole process, which others on the machine do not change. */
    private void print(long number) {
        long done = number - from;
        Runtime vm = Runtime.getRuntime();
        Duration used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        System.out.printf(
                "%,d inputs, %,.0f/s, %,.0f/s of processor time, heap %,d MB, process at most %s%n",
                done,
                perSecond(done, System.nanoTime() - started),
                perSecond(done, used.toNanos()),
                vm.totalMemory() - vm.freeMemory() >> 20,
                peak());
    }

    private static double perSecond(long done, long nanos) {
        return done * 1e9 / Math.max(1, nanos);
    }

    /** The most memory that the process has had, as Linux tells it. */
    private static String peak() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(l -> l.startsWith("VmHWM:"))
                    .map(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024 + " MB")
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}

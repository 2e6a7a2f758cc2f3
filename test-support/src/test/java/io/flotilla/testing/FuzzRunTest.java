package io.flotilla.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted faults are found, whatever their kind, and the input that shows one does so again. */
class FuzzRunTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<byte[]> CORPUS =
            List.of(bytes("*2\r\n$3\r\nGET\r\n$1\r\na\r\n0"), bytes("set a 0 0 5\r\nhello\r\nget a\r\n0"));

    /** A target that cannot bear a negative length. */
    public static final class NegativeLength {
        public static void fuzzerTestOneInput(byte[] data) {
            if (text(data).contains("$-")) {
                throw new IllegalStateException("planted");
            }
        }
    }

    /** A target that hangs at a value of more than 1000 bytes, if its length is told right. */
    public static final class LargeValue {
        public static void fuzzerTestOneInput(byte[] data) throws InterruptedException {
            if (text(data).matches("(?s).* 1024\r\n[^\r\n]{1024}\r\n.*")) {
                Thread.sleep(LONG.toMillis());
            }
        }
    }

    /** A target that makes room for as much as is announced. */
    public static final class Announced {
        public static void fuzzerTestOneInput(byte[] data) {
            if (text(data).contains("536870912")) {
                assertThat(new byte[300 << 20]).hasSize(300 << 20);
            }
        }
    }

    @Test
    void whatIsThrownIsFoundAndThrownAgain(@TempDir Path folder) throws Exception {
        FuzzTarget target = FuzzTarget.of(NegativeLength.class);
        FuzzRun.Failure failure = failure(target, new FuzzMutator(CORPUS, List.of(), 4096, 7)::input, LONG);
        assertThat(failure.cause()).hasMessage("planted");
        byte[] again = new FuzzMutator(CORPUS, List.of(), 4096, 7).input(failure.number());
        byte[] kept = Files.readAllBytes(failure.writeTo(folder.resolve("new")));
        assertThat(again).isEqualTo(failure.input()).isEqualTo(kept);
        assertThatIllegalStateException().isThrownBy(() -> target.run(kept)).withMessage("planted");
    }

    @Test
    void aHangIsReportedWithWhereItIs() throws Exception {
        FuzzRun.Failure failure = failure(
                FuzzTarget.of(LargeValue.class),
                new FuzzMutator(CORPUS, List.of(), 4096, 1)::input,
                Duration.ofMillis(500));
        assertThat(text(failure.input())).contains(" 1024\r\n");
        assertThat(failure.cause()).hasMessageContaining("500 ms").hasStackTraceContaining("LargeValue");
    }

    @Test
    void tooMuchMemoryIsAFailure() throws Exception {
        FuzzRun.Failure failure =
                failure(FuzzTarget.of(Announced.class), new FuzzMutator(CORPUS, List.of(), 4096, 1)::input, LONG);
        assertThat(failure.cause()).hasMessageContaining("bytes allocated");
    }

    @Test
    void inputsThatPassAreAllRun() throws Exception {
        FuzzRun run = new FuzzRun(FuzzTarget.of(NegativeLength.class), number -> bytes("$1"), LONG);
        assertThat(run.run(10, 500, () -> {})).isEmpty();
        assertThat(run.number()).isEqualTo(499);
    }

    @Test
    void inputsKeepToTheLengthAndDifferBySeedAndNumber() {
        FuzzMutator mutator = new FuzzMutator(CORPUS, List.of(bytes("word")), 100, 1);
        FuzzMutator another = new FuzzMutator(CORPUS, List.of(bytes("word")), 100, 2);
        List<String> inputs = LongStream.range(0, 10_000)
                .mapToObj(number -> text(mutator.input(number)))
                .toList();
        assertThat(inputs).allMatch(input -> input.length() <= 100);
        assertThat(inputs.stream().distinct()).hasSizeGreaterThan(7_000);
        assertThat(inputs).anyMatch(input -> input.contains("word")).anyMatch(input -> input.endsWith("?"));
        assertThat(text(another.input(0)) + text(another.input(1))).isNotEqualTo(inputs.get(0) + inputs.get(1));
    }

    @Test
    void aDictionaryIsReadAsLibFuzzerReadsIt() {
        assertThat(FuzzDictionary.parse("# comment\n\n\"get\"\nname=\"\\x0d\\x0A\\\"\\\\\"\n"))
                .extracting(FuzzRunTest::text)
                .containsExactly("get", "\r\n\"\\");
    }

    private static FuzzRun.Failure failure(FuzzTarget target, LongFunction<byte[]> inputs, Duration longest)
            throws InterruptedException {
        return new FuzzRun(target, inputs, longest).run(0, 1_000_000, () -> {}).orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

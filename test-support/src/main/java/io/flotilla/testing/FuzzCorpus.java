package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the stored inputs of fuzz targets as tests. A target is a class with the method that Jazzer calls, {@code public
 * static void fuzzerTestOneInput(byte[])}; its inputs are the files of {@code fuzz/<its simple name>} among the test resources.
 */
public final class FuzzCorpus {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private FuzzCorpus() {}

    /** A test for every stored input of these targets. A target without any is an error. */
    public static Stream<DynamicNode> of(Class<?>... targets) {
        return Arrays.stream(targets).map(FuzzCorpus::tests);
    }

    private static DynamicNode tests(Class<?> target) {
        Method method = entry(target);
        return DynamicContainer.dynamicContainer(
                target.getSimpleName(),
                inputs(target).stream()
                        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> run(method, f))));
    }

    private static void run(Method method, Path file) throws IOException {
        byte[] data = Files.readAllBytes(file);
        Assertions.assertTimeoutPreemptively(LONGEST, () -> {
            try {
                method.invoke(null, (Object) data);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static Method entry(Class<?> target) {
        try {
            return target.getMethod("fuzzerTestOneInput", byte[].class);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(target + " is no fuzz target", e);
        }
    }

    private static List<Path> inputs(Class<?> target) {
        URL folder = target.getClassLoader().getResource("fuzz/" + target.getSimpleName());
        if (folder == null) {
            throw new IllegalStateException("no stored inputs of " + target.getSimpleName());
        }
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            List<Path> inputs = files.sorted().toList();
            if (inputs.isEmpty()) {
                throw new IllegalStateException("no stored inputs in " + folder);
            }
            return inputs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

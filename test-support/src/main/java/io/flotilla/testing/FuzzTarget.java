package io.flotilla.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class with the method that Jazzer calls, {@code public static void fuzzerTestOneInput(byte[])}. Its stored inputs are the
 * files of {@code fuzz/<its simple name>} among the resources, its dictionary is {@code fuzz/<its simple name>.dict}.
 */
public final class FuzzTarget {
    private final Class<?> type;
    private final Method entry;

    private FuzzTarget(Class<?> type, Method entry) {
        this.type = type;
        this.entry = entry;
    }

    /** @throws IllegalArgumentException if the class has no such method */
    public static FuzzTarget of(Class<?> type) {
        try {
            return new FuzzTarget(type, type.getMethod("fuzzerTestOneInput", byte[].class));
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " is no fuzz target", e);
        }
    }

    public String name() {
        return type.getSimpleName();
    }

    /** Runs one input; throws whatever the target throws. */
    public void run(byte[] input) throws Throwable {
        try {
            entry.invoke(null, (Object) input);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The files of the stored inputs by name. None at all is an {@link IllegalStateException}. */
    public List<Path> storedInputs() {
        URL folder = type.getClassLoader().getResource("fuzz/" + name());
        if (folder == null) {
            throw new IllegalStateException("no stored inputs of " + name());
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

    /** The words of its dictionary; none if it has no dictionary. */
    public List<byte[]> words() {
        try (InputStream file = type.getClassLoader().getResourceAsStream("fuzz/" + name() + ".dict")) {
            return file == null
                    ? List.of()
                    : FuzzDictionary.parse(new String(file.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

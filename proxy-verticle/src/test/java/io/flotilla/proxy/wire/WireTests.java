package io.flotilla.proxy.wire;

import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.client.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Plays every {@link WireScript} of a folder three times: with whole messages, in pieces of three bytes, and byte by byte. */
public final class WireTests {
    private static final int SERVERS = 3;
    private static final int[] PIECES = {Integer.MAX_VALUE, 3, 1};

    private WireTests() {}

    /** A test for every play of every {@code .txt} file below this folder of the test resources. */
    public static Stream<DynamicNode> of(String folder, Function<PoolConfig, Codec> codec, String... settings) {
        Path root = Path.of(resource(folder));
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> scripts =
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
            if (scripts.isEmpty()) {
                throw new IllegalStateException("no scripts in " + root);
            }
            return scripts.stream()
                    .map(f -> DynamicContainer.dynamicContainer(
                            root.relativize(f).toString(),
                            WireScript.read(f).stream()
                                    .map(s -> DynamicTest.dynamicTest(s.name(), () -> play(f, s, codec, settings)))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI resource(String folder) {
        try {
            return WireTests.class.getClassLoader().getResource(folder).toURI();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void play(Path file, WireScript script, Function<PoolConfig, Codec> codec, String... settings) {
        String[] all = Stream.concat(Arrays.stream(settings), script.settings().stream())
                .toArray(String[]::new);
        for (int piece : PIECES) {
            try (ProxyFixture proxy = ProxyFixture.of(codec, SERVERS, all)) {
                Stage stage = new Stage(proxy, piece);
                for (WireScript.Step step : script.steps()) {
                    try {
                        stage.act(step);
                    } catch (AssertionError e) {
                        throw new AssertionError(where(file, step.line(), piece) + e.getMessage(), e);
                    }
                }
                stage.end(where(
                        file, script.steps().get(script.steps().size() - 1).line(), piece));
            }
        }
    }

    private static String where(Path file, int line, int piece) {
        String pieces = piece == Integer.MAX_VALUE ? "whole messages" : "pieces of " + piece;
        return file.getFileName() + ":" + line + ", " + pieces + ": ";
    }

    /** The people of a play. */
    private static final class Stage {
        private final ProxyFixture proxy;
        private final int piece;
        private final Map<String, FakePeer> clients = new HashMap<>();

        Stage(ProxyFixture proxy, int piece) {
            this.proxy = proxy;
            this.piece = piece;
        }

        void act(WireScript.Step step) {
            if (step.who().startsWith("C")) {
                client(step);
            } else if (step.who().startsWith("S")) {
                server(step);
            } else {
                topology(step);
            }
        }

        private void client(WireScript.Step step) {
            FakePeer client = clients.computeIfAbsent(step.who(), who -> proxy.client());
            switch (step.what()) {
                case ">" -> client.send(step.bytes(), piece);
                case "<" -> client.expect(step.bytes());
                case "closes" -> client.close();
                case "closed" -> client.expectClosed();
                case "ends" -> client.endInput();
                default -> throw new IllegalArgumentException("line " + step.line() + ": " + step.what());
            }
        }

        private void server(WireScript.Step step) {
            io.flotilla.proxy.FakeServer server =
                    proxy.server(Integer.parseInt(step.who().substring(1)));
            switch (step.what()) {
                case ">" -> server.send(step.bytes(), piece);
                case "<" -> server.expect(step.bytes());
                case "dies" -> server.die();
                case "accepts" -> server.accept();
                case "ignores" -> server.ignoreConnects();
                case "hangs up" -> server.hangUp();
                default -> throw new IllegalArgumentException("line " + step.line() + ": " + step.what());
            }
        }

        private void topology(WireScript.Step step) {
            int[] out = Arrays.stream(step.bytes().split(" "))
                    .filter(s -> !s.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            switch (step.what()) {
                case "prepare" -> proxy.prepareWithout(out);
                case "commit" -> proxy.commitWithout(out);
                case "tick" -> proxy.later(proxy.pool().config().timeoutMillis() + 5);
                case "later" -> proxy.later(Long.parseLong(step.bytes()) * 1000);
                default -> throw new IllegalArgumentException("line " + step.line() + ": " + step.what());
            }
        }

        void end(String where) {
            try {
                for (FakePeer client : clients.values()) {
                    client.expect("");
                }
                for (int i = 0; i < SERVERS; i++) {
                    proxy.server(i).expectSilence();
                }
            } catch (AssertionError e) {
                throw new AssertionError(where + "at the end: " + e.getMessage(), e);
            }
        }
    }
}

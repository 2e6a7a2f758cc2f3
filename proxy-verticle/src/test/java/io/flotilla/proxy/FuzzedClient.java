package io.flotilla.proxy;

import io.flotilla.testing.FuzzInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Clients that send what a fuzzer thought of to a proxy before three servers that a model plays. One proxy serves many clients;
 * fails if an exception escapes, a request is lost, or more memory is held than it should.
 */
public final class FuzzedClient {
    private static final int SERVERS = 3;
    private static final long MOST_MEMORY = 1 << 20;

    private final ReusedProxy proxies;
    /** What the servers got from the client that sends. */
    private final List<String> requests = new ArrayList<>();

    /**
     * What came of a stream.
     *
     * @param replies what the client received
     * @param closed whether the proxy closed its connection
     * @param requests what the servers received, in alphabetical order
     */
    public record Outcome(String replies, boolean closed, List<String> requests) {}

    /**
     * @param maker makes proxies of three servers
     * @param server makes a model of one connection to a server, which tells of every request
     * @param anywhere requests that go to any server, preferably a connected one, which depends on what was before
     */
    public FuzzedClient(
            Supplier<ProxyFixture> maker,
            Function<Consumer<String>, UnaryOperator<String>> server,
            Predicate<String> anywhere) {
        proxies = new ReusedProxy(() -> {
            ProxyFixture proxy = maker.get();
            for (int i = 0; i < SERVERS; i++) {
                String name = "s" + i + " ";
                proxy.server(i)
                        .playedBy(() -> server.apply(
                                request -> requests.add((anywhere.test(request) ? "any " : name) + request)));
            }
            return proxy;
        });
    }

    /** A client sends these pieces, one after the other. */
    public Outcome send(List<String> pieces) {
        return proxies.serve(client -> play(client, pieces));
    }

    /** Fails if it makes a difference how a stream is cut, to a proxy that no client had before. */
    public void sameHoweverCut(FuzzInput input) {
        input.same(
                proxies.serveAlone(client -> play(client, input.pieces())),
                proxies.serveAlone(client -> play(client, List.of(input.stream()))));
    }

    private Outcome play(FakePeer client, List<String> pieces) {
        requests.clear();
        for (String piece : pieces) {
            client.send(piece);
        }
        if (client.bufferBytes() > MOST_MEMORY) {
            throw new AssertionError("bytes of buffers held: " + client.bufferBytes());
        }
        Collections.sort(requests);
        return new Outcome(client.take(), client.isClosed(), List.copyOf(requests));
    }
}

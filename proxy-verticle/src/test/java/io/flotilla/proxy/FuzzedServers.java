package io.flotilla.proxy;

import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Servers that answer what a fuzzer thought of. An input is what a client requests, then the byte FE, then what each server
 * answers, with the byte FF between. Whatever it is, the client gets whole replies or is closed, nobody waits when all servers
 * have gone, nothing is lost, and good replies may be cut anywhere.
 *
 * @param proxies makes proxies of three servers
 * @param replies the replies that a stream consists of, by the protocol
 * @param answers whether the replies to these requests follow from these servers' answers alone, not from their order in time
 * @param after what is to be true of a client that is still connected
 */
public record FuzzedServers(
        Supplier<ProxyFixture> proxies,
        Function<String, Framing> replies,
        BiPredicate<String, String[]> answers,
        After after) {
    private static final char BEGIN = '\u00fe';
    private static final String NEXT = "\u00ff";

    private static final int ASKS_AGAIN_MILLIS = 20;

    /** What is to be true of a client that is connected when all servers have gone. */
    @FunctionalInterface
    public interface After {
        /**
         * Fails if it is not so.
         *
         * @param requests what the client sent
         * @param received what it was answered
         */
        void check(FakePeer client, String requests, String received);
    }

    private record Outcome(String received, boolean closed) {}

    /** Plays an input, its answers whole and cut. */
    public void play(FuzzInput input) {
        int split = input.stream().indexOf(BEGIN);
        if (split < 0) {
            return;
        }
        String requests = input.stream().substring(0, split);
        String[] served = input.stream().substring(split + 1).split(NEXT, -1);
        Outcome whole = play(requests, new ServerAnswers(served, List::of));
        if (Arrays.stream(served).allMatch(answer -> input.cut(answer).size() == 1)) {
            // Nothing to compare: the other run would be the same.
            return;
        }
        Outcome cut = play(requests, new ServerAnswers(served, input::cut));
        // Of half a reply, or one too many, it depends on the cuts how much has been passed on.
        if (!cut.equals(whole) && isOneLine(requests) && answers.test(requests, served) && areSingleReplies(served)) {
            input.same(cut, whole);
        }
    }

    /** Whether these bytes are one line and its end. */
    public static boolean isOneLine(String requests) {
        return requests.indexOf('\n') == requests.length() - 1;
    }

    private boolean areSingleReplies(String[] served) {
        for (String answer : served) {
            Framing framed = replies.apply(answer);
            if (!isWhole(framed) || framed.replies().size() != 1) {
                return false;
            }
        }
        return true;
    }

    private Outcome play(String requests, ServerAnswers servers) {
        try (ProxyFixture proxy = proxies.get()) {
            servers.playAll(proxy);
            FakePeer client = proxy.client().send(requests);
            proxy.tick();
            servers.endAll(proxy);
            if (proxy.requestsLent() > 0) {
                // Who asks again and again finds that out the next time.
                proxy.later(ASKS_AGAIN_MILLIS);
            }
            String received = client.take();
            boolean closed = client.isClosed();
            if (!closed) {
                if (!isWhole(replies.apply(received))) {
                    throw new AssertionError("the client got <" + received + ">");
                }
                if (proxy.requestsLent() > 0) {
                    throw new AssertionError("requests still wait; the client got <" + received + ">");
                }
                after.check(client, requests, received);
            }
            return new Outcome(received, closed);
        }
    }

    private static boolean isWhole(Framing framed) {
        return framed.malformed() == null && framed.rest().isEmpty();
    }
}

package io.flotilla.proxy.memcached;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.ServerAnswers;
import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;
import java.util.List;
import java.util.function.Supplier;

/**
 * What servers may send: requests, then the byte FE, then what each server answers, with the byte FF between. Whatever it is,
 * the client gets whole replies or is closed, nobody waits when all servers have gone, and nothing is lost.
 */
public final class MemcachedServerFuzz {
    private static final Supplier<ProxyFixture> PROXIES = ProxyFixture.maker(MemcachedCodec::new, 3, "redis: false");

    private record Outcome(String replies, boolean closed) {}

    private MemcachedServerFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        int split = input.stream().indexOf('\u00fe');
        if (split < 0) {
            return;
        }
        String requests = input.stream().substring(0, split);
        String[] answers = input.stream().substring(split + 1).split("\u00ff", -1);
        Outcome whole = play(requests, new ServerAnswers(answers, List::of));
        Outcome cut = play(requests, new ServerAnswers(answers, input::cut));
        boolean valid = true;
        for (String answer : answers) {
            Framing replies = MemcachedModel.replies(answer);
            valid &= replies.malformed() == null
                    && replies.rest().isEmpty()
                    && replies.replies().size() == 1;
        }
        // Of half a reply, or one too many, it depends on the cuts how much has been passed on.
        if (valid && requests.indexOf('\n') == requests.length() - 1) {
            input.same(cut, whole);
        }
    }

    private static Outcome play(String requests, ServerAnswers answers) {
        try (ProxyFixture proxy = PROXIES.get()) {
            answers.playAll(proxy);
            FakePeer client = proxy.client().send(requests);
            answers.endAll(proxy);
            String replies = client.take();
            boolean closed = client.isClosed();
            Framing framed = MemcachedModel.replies(replies);
            if (!closed && (framed.malformed() != null || !framed.rest().isEmpty())) {
                throw new AssertionError("the client got <" + replies + ">");
            }
            if (!closed && proxy.requestsLent() > 0) {
                throw new AssertionError("requests still wait; the client got <" + replies + ">");
            }
            if (!closed && requests.endsWith("\n") && requests.indexOf('\n') == requests.length() - 1) {
                isAnswered(client.send("\r\nmn\r\n"), replies);
            }
            return new Outcome(replies, closed);
        }
    }

    private static void isAnswered(FakePeer client, String before) {
        // A first line that announced a value takes what follows as that value.
        String answer = client.send("x".repeat(64) + "\r\nmn\r\n").take();
        if (answer.isEmpty() && !client.isClosed()) {
            throw new AssertionError("the client got <" + before + "> and is not answered any more");
        }
    }
}

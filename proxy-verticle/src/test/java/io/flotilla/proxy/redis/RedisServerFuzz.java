package io.flotilla.proxy.redis;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.ServerAnswers;
import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What servers may send: requests, then the byte FE, then what each server answers, with the byte FF between. Whatever it is,
 * the client gets whole replies or is closed, nobody waits when all servers have gone, and nothing is lost.
 */
public final class RedisServerFuzz {
    private static final Supplier<ProxyFixture> PROXIES =
            ProxyFixture.maker(RedisWireTest::codec, 3, "redis: true", "databases: 2");

    /** Commands whose reply depends on chance or on the clock. */
    private static final Pattern CHANCE = Pattern.compile("randomkey|wait|time|info|client|lolwut");

    private record Outcome(String replies, boolean closed) {}

    private RedisServerFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        int split = input.stream().indexOf('\u00fe');
        if (split < 0) {
            return;
        }
        String requests = input.stream().substring(0, split);
        String[] answers = input.stream().substring(split + 1).split("\u00ff", -1);
        Outcome whole = play(requests, new ServerAnswers(answers, java.util.List::of));
        Outcome cut = play(requests, new ServerAnswers(answers, input::cut));
        boolean valid = true;
        for (String answer : answers) {
            Framing replies = RespModel.replies(answer);
            valid &= replies.malformed() == null
                    && replies.rest().isEmpty()
                    && replies.replies().size() == 1;
        }
        // Of half a reply, or one too many, it depends on the cuts how much has been passed on.
        boolean chance = CHANCE.matcher(requests.toLowerCase(Locale.ROOT)).find();
        if (valid && !chance && requests.indexOf('\n') == requests.length() - 1) {
            input.same(cut, whole);
        }
    }

    private static Outcome play(String requests, ServerAnswers answers) {
        try (ProxyFixture proxy = PROXIES.get()) {
            answers.playAll(proxy);
            FakePeer client = proxy.client().send(requests);
            proxy.tick();
            answers.endAll(proxy);
            String replies = client.take();
            boolean closed = client.isClosed();
            Framing framed = RespModel.replies(replies);
            if (!closed && (framed.malformed() != null || !framed.rest().isEmpty())) {
                throw new AssertionError("the client got <" + replies + ">");
            }
            if (!closed && proxy.requestsLent() > 0) {
                throw new AssertionError("requests still wait; the client got <" + replies + ">");
            }
            if (!closed && isWholeLine(requests)) {
                String pong = client.send("PING\r\n").take();
                if (pong.isEmpty() && !client.isClosed()) {
                    throw new AssertionError("the client got <" + replies + "> and is not answered any more");
                }
            }
            return new Outcome(replies, closed);
        }
    }

    /** One inline command after which the client is answered. */
    private static boolean isWholeLine(String requests) {
        return requests.indexOf('\n') == requests.length() - 1
                && !requests.isEmpty()
                && requests.charAt(0) != '*'
                && !requests.toLowerCase(Locale.ROOT).contains("reply");
    }
}

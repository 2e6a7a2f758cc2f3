package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.wire.Escapes;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Valid streams with random faults, cut at random places. Whatever a client sends: servers get whole requests only, no
 * exception escapes, memory is bounded, and another client of the same servers is answered as ever.
 *
 * <p>{@code -Dtest.jvm.extra=-Dflotilla.fuzz.inputs=10000000} runs more of them, {@code -Dflotilla.fuzz.seed} others.
 */
class RedisFuzzTest {
    private static final int INPUTS = Integer.getInteger("flotilla.fuzz.inputs", 20_000);
    private static final long SEED = Long.getLong("flotilla.fuzz.seed", 1);

    private static final List<String> REQUESTS = List.of(
            "<<GET a>>",
            "<<set b value>>",
            "<<SET c {v*1100}>>",
            "<<MGET a b c d e f g h>>",
            "<<MGET a b>>",
            "<<MSET a 1 b 2 c 3>>",
            "<<MSET a 1 c {v*1500}>>",
            "<<DEL a c g>>",
            "<<EXISTS a>>",
            "<<RENAME a b>>",
            "<<RENAME a c>>",
            "<<LPOP d>>",
            "<<BLPOP d 1>>",
            "<<XREAD BLOCK 5 STREAMS a b 0 0>>",
            "<<EVAL x 1 a>>",
            "<<EVAL x 0>>",
            "<<EVALSHA 11f6ad8ec52a2984abaafd7c3b516503785c2072 1 a>>",
            "<<SCRIPT LOAD x>>",
            "<<SCRIPT EXISTS 11f6ad8ec52a2984abaafd7c3b516503785c2072>>",
            "<<DBSIZE>>",
            "<<KEYS *>>",
            "<<SCAN 0>>",
            "<<SCAN 31694848>>",
            "<<RANDOMKEY>>",
            "<<INFO>>",
            "<<CONFIG GET databases>>",
            "<<FLUSHALL>>",
            "<<PUBLISH a m>>",
            "<<PUBSUB NUMSUB a>>",
            "<<SLOWLOG GET>>",
            "<<OBJECT ENCODING a>>",
            "<<OBJECT HELP>>",
            "<<XGROUP>>",
            "<<MULTI>>",
            "<<MULTI>><<SET a 1>><<GET a>><<EXEC>>",
            "<<MULTI>><<PING>><<GET c>><<GET a>><<EXEC>>",
            "<<WATCH a>><<MULTI>><<INCR a>><<EXEC>>",
            "<<EXEC>>",
            "<<DISCARD>>",
            "<<UNWATCH>>",
            "<<HELLO 3>>",
            "<<HELLO 2>>",
            "<<CLIENT REPLY OFF>>",
            "<<CLIENT REPLY ON>>",
            "<<CLIENT REPLY SKIP>>",
            "<<CLIENT LIST>>",
            "<<COMMAND GETKEYS GET a>>",
            "<<COMMAND>>",
            "<<SELECT 1>>",
            "<<AUTH x>>",
            "<<RESET>>",
            "<<PING>>",
            "<<ECHO hello>>",
            "<<NOSUCH a b>>",
            "<<SHUTDOWN>>",
            "PING\\r\\n",
            "GET a\\r\\n",
            "SET b \"quoted \\\\x41\"\\n",
            "\\r\\n",
            "*0\\r\\n",
            "<<QUIT>>");

    private static final List<String> PIECES = List.of(
            "\r",
            "\n",
            "\r\n",
            "\0",
            " ",
            "*",
            "$",
            "-1",
            "0",
            "1",
            "9",
            "99999999999",
            "2147483647",
            "4294967297",
            "18446744073709551616",
            "1048577",
            "1048576",
            "536870912",
            "536870913",
            "*1\r\n",
            "*3\r\n",
            "*1000000\r\n",
            "$0\r\n\r\n",
            "$3\r\nGET\r\n",
            "$5\r\n",
            "$1100\r\n",
            "$-1\r\n",
            "'",
            "\"",
            "\u0080",
            "\u00ff",
            "k".repeat(260),
            "x".repeat(2100));

    private final Random random = new Random(SEED);

    @Test
    void nothingAClientSendsDisturbsAnother() {
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(10 + INPUTS / 10_000), () -> {
            for (int done = 0; done < INPUTS; done += 200) {
                play(200);
            }
        });
    }

    private void play(int inputs) {
        try (ProxyFixture proxy =
                ProxyFixture.of(RedisWireTest::codec, 3, "redis: true", "stream_threshold: 1024", "databases: 2")) {
            for (int i = 0; i < 3; i++) {
                proxy.server(i).playedBy(StrictRedis::new);
            }
            FakePeer other = proxy.client();
            for (int i = 0; i < inputs; i++) {
                String stream = stream();
                try {
                    send(proxy, stream);
                    other.send("*4\r\n$4\r\nMGET\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\ng\r\nPING\r\n")
                            .expect("*3\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\ng\r\n+PONG\r\n");
                } catch (Throwable t) {
                    throw new AssertionError("seed " + SEED + ", after <" + shown(stream) + ">", t);
                }
            }
        }
    }

    private static String shown(String bytes) {
        return bytes.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
    }

    private void send(ProxyFixture proxy, String stream) {
        FakePeer client = proxy.client();
        int at = 0;
        while (at < stream.length()) {
            int n = Math.min(
                    stream.length() - at, random.nextInt(8) == 0 ? 1 + random.nextInt(200) : 1 + random.nextInt(5000));
            client.send(stream.substring(at, at + n));
            at += n;
        }
        assertThat(proxy.bufferBytes()).as("bytes of buffers held").isLessThan(1 << 20);
        client.close();
        proxy.forget(client);
    }

    private String stream() {
        StringBuilder stream = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            stream.append(Escapes.undo(REQUESTS.get(random.nextInt(REQUESTS.size()))));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            mutate(stream);
        }
        return stream.toString();
    }

    private void mutate(StringBuilder stream) {
        int at = random.nextInt(stream.length() + 1);
        int end = Math.min(stream.length(), at + 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 3));
        switch (random.nextInt(6)) {
            case 0 -> stream.delete(at, end);
            case 1 -> stream.insert(at, (char) random.nextInt(256));
            case 2 -> stream.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            case 3 -> stream.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            case 4 -> stream.insert(at, stream.substring(at, end));
            default -> {
                // Where faults hurt most: in a length.
                int length = stream.indexOf(random.nextBoolean() ? "*" : "$", at);
                stream.insert(length + 1, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        if (stream.length() == 0) {
            stream.append("\r\n");
        }
    }
}

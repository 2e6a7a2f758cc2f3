package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FaultyClients;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.wire.Escapes;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Valid streams with random faults, to servers that take whole requests only. */
class RedisFuzzTest {
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

    private static final Supplier<ProxyFixture> MAKER =
            ProxyFixture.maker(RedisWireTest::codec, 3, "redis: true", "stream_threshold: 1024", "databases: 2");

    private static ProxyFixture proxy() {
        ProxyFixture proxy = MAKER.get();
        for (int i = 0; i < 3; i++) {
            proxy.server(i).playedBy(StrictRedis::new);
        }
        return proxy;
    }

    @Test
    void nothingAClientSendsDisturbsAnother() {
        List<String> requests = REQUESTS.stream().map(Escapes::undo).toList();
        new FaultyClients(RedisFuzzTest::proxy, requests, PIECES, RedisFuzzTest::length)
                .harmNot(other -> other.send("*4\r\n$4\r\nMGET\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\ng\r\nPING\r\n")
                        .expect("*3\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\ng\r\n+PONG\r\n"));
    }

    @Test
    void aStreamMayBeCutAnywhere() {
        // But for what tells the time, and the end.
        String stream = REQUESTS.stream()
                .filter(r -> r.length() < 120 && !r.matches("<<(INFO|CLIENT LIST|QUIT)>>"))
                .map(Escapes::undo)
                .collect(Collectors.joining());
        String expected;
        try (ProxyFixture proxy = proxy()) {
            expected = proxy.client().send(stream).take();
        }
        assertThat(expected.lines()).hasSizeGreaterThan(REQUESTS.size());
        for (int cut = 1; cut < stream.length(); cut++) {
            try (ProxyFixture proxy = proxy()) {
                FakePeer client = proxy.client();
                client.send(stream.substring(0, cut)).send(stream.substring(cut));
                assertThat(client.take()).as("cut at %d", cut).isEqualTo(expected);
            }
        }
        try (ProxyFixture proxy = proxy()) {
            assertThat(proxy.client().send(stream, 1).take()).as("byte by byte").isEqualTo(expected);
        }
    }

    /** The digits of a length. */
    private static int length(StringBuilder stream, int from) {
        return stream.indexOf(from % 2 == 0 ? "*" : "$", from) + 1;
    }
}

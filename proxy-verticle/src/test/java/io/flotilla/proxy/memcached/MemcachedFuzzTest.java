package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FaultyClients;
import io.flotilla.proxy.ProxyFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Valid streams with random faults, to servers that take whole and strict requests only. */
class MemcachedFuzzTest {
    private static final List<String> REQUESTS = List.of(
            "get a\r\n",
            "get a b c d e f g h\r\n",
            "gets c a c\r\n",
            "gat 10 a b c\r\n",
            "set a 0 0 5\r\nhello\r\n",
            "set a 1 -1 12 noreply\r\nget b\r\nget c\r\n",
            "add b 0 0 0\r\n\r\n",
            "cas c 0 0 2 18446744073709551615\r\nxy\r\n",
            "cas c 0 0 2 5 noreply\r\nxy\r\n",
            "append d 0 0 1100\r\n" + "v".repeat(1100) + "\r\n",
            "ms e 1100 q\r\n" + "w".repeat(1100) + "\r\n",
            "delete a noreply\r\n",
            "delete a 0\r\n",
            "incr a 5\r\n",
            "decr a 5 noreply\r\n",
            "touch a 100 noreply\r\n",
            "mg a v q Oabc\r\n",
            "mg YWJj b k v\r\n",
            "ms b 5 q T100\r\nhello\r\n",
            "ms c 5 ME\r\nhello\r\n",
            "md d q I\r\n",
            "ma e q v N0 J5\r\n",
            "me a\r\n",
            "mn\r\n",
            "version\r\n",
            "flush_all 10 noreply\r\n",
            "flush_all\r\n",
            "verbosity 1 noreply\r\n",
            "cache_memlimit 64\r\n",
            "slabs automove 1 noreply\r\n",
            "lru_crawler metadump all\r\n",
            "lru_crawler crawl 1\r\n",
            "stats\r\n",
            "stats reset\r\n",
            "shutdown\r\n",
            "hello\r\n",
            "quit\r\n");

    private static final List<String> PIECES = List.of(
            " noreply",
            "noreply ",
            " q",
            " q q",
            " ",
            "  ",
            "\r",
            "\n",
            "\r\n",
            "\0",
            "\t",
            "-1",
            "+1",
            "0",
            "99999999999",
            "2147483646",
            "1100",
            "4294967296",
            " b",
            "\u0080",
            "\u00ff",
            "get ",
            "set ",
            "set a 0 0 3\r\n",
            "ms a 2\r\n",
            "k".repeat(260),
            "x".repeat(2100),
            "a b c d e f g h i j k l m n o p q r s t u v w x y z");

    @Test
    void nothingAClientSendsDisturbsAnother() {
        new FaultyClients(MemcachedFuzzTest::proxy, REQUESTS, PIECES, (stream, from) -> stream.indexOf("\r\n", from))
                .harmNot(other -> other.send("get b c g\r\nmn\r\n").expect(expected("b", "c", "g") + "END\r\nMN\r\n"));
    }

    @Test
    void aStreamMayBeCutAnywhere() {
        String stream = String.join("", REQUESTS);
        try (ProxyFixture proxy = proxy()) {
            String expected = proxy.client().send(stream).take();
            assertThat(expected.lines()).hasSizeGreaterThan(REQUESTS.size());
            for (int cut = 1; cut < stream.length(); cut++) {
                FakePeer client = proxy.client();
                client.send(stream.substring(0, cut)).send(stream.substring(cut));
                assertThat(client.take()).as("cut at %d", cut).isEqualTo(expected);
                client.close();
                proxy.forget(client);
            }
        }
    }

    private static ProxyFixture proxy() {
        ProxyFixture proxy = ProxyFixture.of(MemcachedCodec::new, 3, "redis: false", "stream_threshold: 1024");
        for (int i = 0; i < 3; i++) {
            proxy.server(i).playedBy(StrictServer::new);
        }
        return proxy;
    }

    private static String expected(String... keys) {
        StringBuilder reply = new StringBuilder();
        for (String key : keys) {
            reply.append(new StrictServer().apply("get " + key + "\r\n").replaceFirst("END\r\n$", ""));
        }
        return reply.toString();
    }
}

package io.flotilla.proxy.redis;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FakeServer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import org.junit.jupiter.api.Test;

/** A client ends its input in the same moment in which a server answers: what it has sent before is still to be done. */
class HalfCloseTest {
    @Test
    void whatCameBehindATransactionIsAnswered() {
        try (ProxyFixture proxy = ProxyFixture.of(RedisWireTest::codec, 1, "redis: true")) {
            FakePeer client = proxy.client();
            client.send("*1\r\n$5\r\nMULTI\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nEXEC\r\n*1\r\n$4\r\nPING\r\n");
            proxy.server(0).take();
            proxy.server(0).connections().get(0).sendAtOnce("+OK\r\n+QUEUED\r\n*1\r\n$-1\r\n");
            client.endInputAtOnce();
            client.expect("+OK\r\n+QUEUED\r\n*1\r\n$-1\r\n+PONG\r\n").expectClosed();
        }
    }

    @Test
    void whatCameBehindALargeValueIsAnswered() {
        try (ProxyFixture proxy = ProxyFixture.of(MemcachedCodec::new, 1, "redis: false", "stream_threshold: 1KB")) {
            String value = "x".repeat(2000);
            FakeServer server = proxy.server(0);
            FakePeer client = proxy.client();
            client.send("set a 0 0 2000\r\n" + value + "\r\nget b\r\n");
            server.expect("set a 0 0 2000\r\n" + value + "\r\n");
            server.connections().get(0).sendAtOnce("STORED\r\n");
            client.endInputAtOnce();
            server.expect("get b\r\n").send("END\r\n");
            client.expect("STORED\r\nEND\r\n").expectClosed();
        }
    }

    /** Each of them may be answered at once, and then the client gets all replies; one that is not ends the connection. */
    @Test
    void commandsThatWaitAreGivenAMomentEach() {
        String pop = "*3\r\n$5\r\nBLPOP\r\n$1\r\na\r\n$1\r\n0\r\n";
        String popped = "*2\r\n$1\r\na\r\n$1\r\n1\r\n";
        try (ProxyFixture proxy = ProxyFixture.of(RedisWireTest::codec, 1, "redis: true")) {
            FakeServer server = proxy.server(0);
            FakePeer client = proxy.client();
            client.send(pop + pop + pop).endInput();
            for (int i = 0; i < 2; i++) {
                server.expect(pop);
                proxy.later(40);
                server.send(popped);
                client.expect(popped);
            }
            server.expect(pop);
            proxy.later(40);
            client.expectSilence();
            proxy.later(60);
            proxy.later(60);
            client.expectClosed();
        }
    }
}

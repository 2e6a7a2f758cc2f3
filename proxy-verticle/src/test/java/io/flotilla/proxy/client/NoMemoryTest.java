package io.flotilla.proxy.client;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import org.junit.jupiter.api.Test;

/** There is no memory for what a client is to get: it is cut, and nobody else. Key a is on server 1; c on 2. */
class NoMemoryTest {
    /** What a server sends is read, and then there is none left. */
    private static final int ONE_INPUT = 1;

    private static final int ANY = Integer.MAX_VALUE;

    private static ProxyFixture proxy() {
        return ProxyFixture.quickMaker(MemcachedCodec::new, 3, "redis: false").get();
    }

    @Test
    void onlyTheClientIsCutThatTheReplyIsFor() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer unlucky = proxy.client();
            FakePeer other = proxy.client();
            unlucky.send("get a\r\nget a\r\n");
            other.send("get a\r\n");
            proxy.server(1).expect("get a\r\nget a\r\nget a\r\n");
            proxy.memoryFor(ONE_INPUT);
            proxy.server(1).send("END\r\n");
            proxy.memoryFor(ANY);
            unlucky.expectClosed();
            proxy.server(1).send("END\r\nVALUE a 0 1\r\n1\r\nEND\r\n");
            other.expect("VALUE a 0 1\r\n1\r\nEND\r\n");
        }
    }

    @Test
    void aReplyThatHasWaitedAndCannotGoOutIsNotMissedOut() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer unlucky = proxy.client();
            FakePeer other = proxy.client();
            unlucky.send("set a 0 0 1 noreply\r\n1\r\nget c\r\nget a\r\n");
            other.send("get a\r\n");
            proxy.server(2).send("END\r\n");
            proxy.memoryFor(ONE_INPUT);
            proxy.server(1).send("STORED\r\n");
            proxy.memoryFor(ANY);
            unlucky.expectClosed();
            proxy.server(1).send("END\r\nEND\r\n");
            other.expect("END\r\n");
        }
    }

    @Test
    void aReplyThatCannotWaitIsNotMissedOut() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer unlucky = proxy.client();
            unlucky.send("get c\r\nget a\r\n");
            proxy.server(1).send("VALUE a 0 9000\r\n" + "v".repeat(3000));
            proxy.memoryFor(ONE_INPUT);
            proxy.server(1).send("v".repeat(3000));
            proxy.memoryFor(ANY);
            proxy.server(1).send("v".repeat(3000) + "\r\nEND\r\n");
            proxy.server(2).send("END\r\n");
            unlucky.expectClosed();
        }
    }
}

package io.flotilla.proxy.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FakeServer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import org.junit.jupiter.api.Test;

/** A server is about to return, and does not: what is old on it is remembered until it really does. */
class AbandonedReturnTest {
    /** So many that they are deleted ahead. */
    private static final int KEYS = 30;

    @Test
    void aWriteThatTakesEffectWhileAReturnIsPreparedIsDeletedBeforeTheNextOne() {
        try (ProxyFixture proxy = ProxyFixture.of(MemcachedCodec::new, 2, "redis: false", "timeout: 100")) {
            FakeServer home = proxy.server(0);
            FakePeer client = proxy.client();
            for (int i = 0; i < KEYS; i++) {
                client.send("set " + proxy.keyOn(0, "k", i) + " 0 0 1\r\nx\r\n");
            }
            home.take();
            proxy.later(150);
            client.expect("SERVER_ERROR Connection timed out\r\n".repeat(KEYS));
            FakePeer unanswered = home.connections().get(0);
            proxy.prepareWithout(0);
            proxy.commitWithout(0);

            proxy.announceWithout();
            // A new connection, since the one before was given up: so the server is asked first whether it answers.
            home.expect("version\r\n").send("VERSION 1.6.18\r\n");
            assertThat(home.take().split("\r\n")).hasSize(KEYS).allMatch(line -> line.startsWith("delete k"));
            home.send("DELETED\r\n".repeat(KEYS));
            assertThat(proxy.prepareWithout()).isTrue();
            String first = "delete " + proxy.keyOn(0, "k", 0) + "\r\n";
            unanswered.send("STORED\r\n");
            home.expect(first);
            home.hangUp();
            proxy.pool().abort();

            assertThat(proxy.prepareWithout()).isFalse();
            home.expect(first).send("DELETED\r\n");
            assertThat(proxy.isPrepared()).isTrue();
            proxy.commitWithout();
        }
    }
}

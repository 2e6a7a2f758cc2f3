package io.flotilla.proxy.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FakeServer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import org.junit.jupiter.api.Test;

/** A server is about to return, and does not: what is old on it is remembered until it really does. */
class AbandonedReturnTest {
    @Test
    void aWriteThatTakesEffectWhileAReturnIsPreparedIsDeletedBeforeTheNextOne() {
        try (ProxyFixture proxy = ProxyFixture.of(MemcachedCodec::new, 2, "redis: false", "timeout: 100")) {
            String key = proxy.keyOn(0, "k", 0);
            FakeServer home = proxy.server(0);
            FakePeer client = proxy.client();
            client.send("set " + key + " 0 0 1\r\nx\r\n");
            home.expect("set " + key + " 0 0 1\r\nx\r\n");
            proxy.later(150);
            client.expect("SERVER_ERROR Connection timed out\r\n");
            FakePeer unanswered = home.connections().get(0);
            proxy.prepareWithout(0);
            proxy.commitWithout(0);

            // The return deletes the key; then the write takes effect after all, and the server is lost again.
            assertThat(proxy.prepareWithout()).isFalse();
            expectDeletion(home, key);
            assertThat(proxy.isPrepared()).isTrue();
            unanswered.send("STORED\r\n");
            proxy.pump();
            assertThat(home.take()).as("deleted at once").contains("delete " + key);
            home.hangUp();
            proxy.pool().abort();
            proxy.pump();

            assertThat(proxy.prepareWithout()).isFalse();
            expectDeletion(home, key);
            assertThat(proxy.isPrepared()).isTrue();
            proxy.commitWithout();
        }
    }

    /** On a new connection, since the one before was given up: so the server is asked first whether it answers. */
    private static void expectDeletion(FakeServer server, String key) {
        String asked = server.take();
        if (asked.equals("version\r\n")) {
            server.send("VERSION 1.6.18\r\n");
            asked = server.take();
        }
        assertThat(asked).startsWith("delete " + key);
        server.send("DELETED\r\n");
    }
}

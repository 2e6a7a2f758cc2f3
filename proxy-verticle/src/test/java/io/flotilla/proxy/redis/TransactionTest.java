package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FakeServer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.wire.Escapes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a transaction does beside what wire scripts show: several connections to one server, and much of everything. */
class TransactionTest {
    private static final String SHA = "11f6ad8ec52a2984abaafd7c3b516503785c2072";
    private static final String TOO_MUCH =
            "-ERR too many commands in a transaction before the first one with a key\r\n";
    private static final String ABORTED = "-EXECABORT Transaction discarded because of previous errors.\r\n";

    private static final String ISOLATED = "-ERR This proxy is isolated from its fleet\r\n";

    private static ProxyFixture proxy(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = "redis: true";
        return ProxyFixture.of(RedisWireTest::codec, 3, all);
    }

    private static String words(String escaped) {
        return Escapes.undo(escaped);
    }

    /** The client sends a request, this server gets it as it is and answers, and so the client is answered. */
    private static void serve(FakePeer client, FakeServer server, String request, String reply) {
        client.send(words(request));
        server.expect(words(request)).send(reply);
        client.expect(reply);
    }

    @Test
    void commandsBeforeTheFirstKeyAreBoundedInNumber() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.send(words("<<MULTI>>") + words("<<PING>>").repeat(1_000));
            client.expect("+OK\r\n" + "+QUEUED\r\n".repeat(1_000));
            client.send(words("<<PING>><<PING>><<SET a 1>><<EXEC>><<PING>>"));
            client.expect(TOO_MUCH + "+QUEUED\r\n+QUEUED\r\n" + ABORTED + "+PONG\r\n");
        }
    }

    @Test
    void commandsBeforeTheFirstKeyAreBoundedInBytes() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            String large = words("<<ECHO {x*600000}>>");
            client.send(words("<<MULTI>>") + large + large + words("<<EXEC>><<MULTI>>") + large + words("<<DISCARD>>"));
            client.expect("+OK\r\n+QUEUED\r\n" + TOO_MUCH + ABORTED + "+OK\r\n+QUEUED\r\n+OK\r\n");
        }
    }

    @Test
    void execIsRefusedByAProxyThatRefusesAndNothingTakesEffect() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            FakeServer server = proxy.server(proxy.serverOf("a"));
            queue(client, server);
            proxy.pool().refuse(true);
            client.send(words("<<EXEC>>")).expect(ISOLATED);
            server.expectSilence();
            client.send(words("<<EXEC>>")).expect("-ERR EXEC without MULTI\r\n");
        }
    }

    @Test
    void execIsRefusedWhereTheServerMayHaveLeft() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            int home = proxy.serverOf("a");
            FakeServer server = proxy.server(home);
            queue(client, server);
            assertThat(proxy.prepareWithout(home)).isTrue();
            client.send(words("<<EXEC>>")).expectSilence();
            proxy.pool().shed();
            client.expect(ISOLATED);
            server.expectSilence();
        }
    }

    private static void queue(FakePeer client, FakeServer server) {
        client.send(words("<<MULTI>><<SET a 1>>"));
        server.expect(words("<<MULTI>><<SET a 1>>")).send("+OK\r\n+QUEUED\r\n");
        client.expect("+OK\r\n+QUEUED\r\n");
    }

    @Test
    void execWaitsForAScriptThatTheServerHasNot() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            FakeServer server = proxy.server(proxy.serverOf("a"));
            serve(client, server, "<<EVAL x 1 a>>", ":1\r\n");
            client.send(words("<<MULTI>><<EVALSHA " + SHA + " 1 a>><<EVALSHA " + SHA + " 1 a>><<EXEC>>"));
            assertThat(server.take())
                    .contains(words("<<SCRIPT EXISTS " + SHA + ">>"))
                    .doesNotContain("EXEC\r\n");
            List<FakePeer> connections = server.connections();
            assertThat(connections).hasSize(2);
            connections.get(1).send("+OK\r\n+QUEUED\r\n+QUEUED\r\n");
            client.expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n");
            connections.get(0).send("*1\r\n:0\r\n");
            server.expect(words("<<SCRIPT LOAD x>>"));
            connections.get(0).send("$40\r\n" + SHA + "\r\n");
            server.expect(words("<<EXEC>>"));
            connections.get(1).send("*2\r\n:1\r\n:1\r\n");
            client.expect("*2\r\n:1\r\n:1\r\n");
        }
    }

    @Test
    void aScriptBeforeTheFirstKeyIsPreparedToo() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            serve(client, proxy.server(0), "<<EVAL x 0>>", ":1\r\n");
            client.send(words("<<MULTI>><<EVALSHA " + SHA + " 0>>"));
            client.expect("+OK\r\n+QUEUED\r\n");
            proxy.server(0).expectSilence();
            client.send(words("<<EXEC>>"));
            assertThat(proxy.server(0).take())
                    .contains("EXISTS")
                    .contains("MULTI")
                    .doesNotContain("EXEC\r\n");
            List<FakePeer> connections = proxy.server(0).connections();
            connections.get(0).send("*1\r\n:1\r\n");
            proxy.server(0).expect(words("<<EXEC>>"));
            connections.get(1).send("+OK\r\n+QUEUED\r\n*1\r\n:1\r\n");
            client.expect("*1\r\n:1\r\n");
        }
    }

    @Test
    void aClientThatLeavesWhileAScriptIsPreparedCostsNothing() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            FakeServer server = proxy.server(proxy.serverOf("a"));
            serve(client, server, "<<EVAL x 1 a>>", ":1\r\n");
            client.send(words("<<MULTI>><<EVALSHA " + SHA + " 1 a>><<EXEC>>"));
            server.take();
            client.close();
            server.connections().get(0).send("*1\r\n:0\r\n");
            server.expect(words("<<SCRIPT LOAD x>>"));
            server.connections().get(0).send("$40\r\n" + SHA + "\r\n");
        }
    }

    @Test
    void connectionsThatNobodyUsesAreClosedAfterAMinute() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            FakeServer server = proxy.server(proxy.serverOf("a"));
            serve(client, server, "<<BLPOP a 0>>", "*-1\r\n");
            proxy.later(59_000);
            serve(client, server, "<<BLPOP a 0>>", "*-1\r\n");
            assertThat(server.connections()).hasSize(1);
            proxy.later(59_000);
            assertThat(server.connections().get(0).isClosed()).isFalse();
            proxy.later(2_000);
            assertThat(server.connections().get(0).isClosed()).isTrue();
        }
    }
}

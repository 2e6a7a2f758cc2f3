package io.flotilla.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import org.junit.jupiter.api.Test;

/** What holds a client up, what lets it go on, and what it costs. Keys g, k are on server 0; a, b on server 1; c, e on 2. */
class FlowTest {
    private static final int MB = 1 << 20;

    private static ProxyFixture proxy(String... settings) {
        String[] all = new String[settings.length + 1];
        all[0] = "redis: false";
        System.arraycopy(settings, 0, all, 1, settings.length);
        return ProxyFixture.of(MemcachedCodec::new, 3, all);
    }

    private static String value(String key, int length) {
        return "VALUE " + key + " 0 " + length + "\r\n" + "v".repeat(length) + "\r\nEND\r\n";
    }

    @Test
    void connectionsToServersAreCountedAsOpenedToo() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.send("get a\r\nget b\r\nget c\r\n");
            proxy.server(1).send("END\r\nEND\r\n");
            proxy.server(2).send("END\r\n");
            client.expect("END\r\nEND\r\nEND\r\n");
            assertThat(proxy.counters().opened()).isEqualTo(3);
        }
    }

    @Test
    void anIdleClientHoldsNoBuffer() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.send("get a\r\nset a 0 0 3\r\nabc\r\nget c a\r\n");
            proxy.server(1).send("END\r\nSTORED\r\nEND\r\n");
            proxy.server(2).send("END\r\n");
            client.expect("END\r\nSTORED\r\nEND\r\n");
            long warm = proxy.bufferBytes();
            FakePeer[] idle = new FakePeer[100];
            for (int i = 0; i < idle.length; i++) {
                idle[i] = proxy.client();
                idle[i].send("get a\r\n");
                proxy.server(1).send("END\r\n");
                idle[i].expect("END\r\n");
            }
            assertThat(proxy.bufferBytes()).isLessThanOrEqualTo(warm);
        }
    }

    @Test
    void theBeginningOfARequestIsKeptInNoMoreMemoryThanItNeeds() {
        try (ProxyFixture proxy = proxy()) {
            for (int i = 0; i < 100; i++) {
                proxy.client().send("get a", 2);
            }
            assertThat(proxy.bufferBytes()).isLessThan(100 * 1024);
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFrom() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.stopReading();
            client.send("get a\r\n");
            proxy.server(1).expect("get a\r\n").send(value("a", 200_000));
            client.send("get a\r\nget b\r\n");
            proxy.server(1).expectSilence();
            assertThat(client.unreadPieces()).isEqualTo(1);
            client.goOnReading();
            client.expect(value("a", 200_000));
            proxy.server(1).expect("get a\r\nget b\r\n").send("END\r\nEND\r\n");
            client.expect("END\r\nEND\r\n");
        }
    }

    @Test
    void aClientThatNeverReadsIsCutAtItsLimitAndOthersGoOn() {
        try (ProxyFixture proxy = proxy("client_output_limit: 1MB")) {
            FakePeer deaf = proxy.client();
            FakePeer other = proxy.client();
            deaf.send("get a\r\n".repeat(20));
            deaf.stopReading();
            for (int i = 0; i < 20; i++) {
                proxy.server(1).send(value("a", 100_000));
            }
            assertThat(deaf.isClosed()).isTrue();
            assertThat(proxy.counters().clientsCut).isEqualTo(1);
            assertThat(proxy.bufferBytes()).isLessThan(MB);
            proxy.server(1).expect("get a\r\n".repeat(20));
            other.send("get b\r\n");
            proxy.server(1).expect("get b\r\n").send("END\r\n");
            other.expect("END\r\n");
        }
    }

    @Test
    void repliesThatWaitForAnEarlierOneAreBounded() {
        try (ProxyFixture proxy = proxy("client_output_limit: 1MB")) {
            FakePeer client = proxy.client();
            client.send("get a\r\n" + "get g\r\n".repeat(20));
            for (int i = 0; i < 20; i++) {
                proxy.server(0).send(value("g", 100_000));
            }
            assertThat(client.isClosed()).isTrue();
            assertThat(proxy.bufferBytes()).isLessThan(MB);
            proxy.server(1).send("END\r\n");
        }
    }

    @Test
    void theRepliesOfAGetOverManyServersAreBounded() {
        try (ProxyFixture proxy = proxy("client_output_limit: 1MB")) {
            FakePeer client = proxy.client();
            client.send("get a g\r\n");
            proxy.server(0).send(value("g", 1_200_000), 100_000);
            assertThat(client.isClosed()).isTrue();
            proxy.server(1).send("END\r\n");
        }
    }

    @Test
    void veryManyRequestsAtOnceAreTakenByAndBy() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.send("get a\r\n".repeat(10_000));
            int taken = proxy.server(1).take().length() / 7;
            assertThat(taken).isBetween(1_000, 5_000);
            proxy.server(1).send("END\r\n".repeat(taken));
            int more = proxy.server(1).take().length() / 7;
            proxy.server(1).send("END\r\n".repeat(more));
            int rest = proxy.server(1).take().length() / 7;
            proxy.server(1).send("END\r\n".repeat(rest));
            assertThat(taken + more + rest).isEqualTo(10_000);
            client.expect("END\r\n".repeat(10_000));
        }
    }

    @Test
    void aServerThatDoesNotReadHoldsUpOnlyThoseWhoSendToIt() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer first = proxy.client();
            first.send("get a\r\n");
            proxy.server(1).expect("get a\r\n").send("END\r\n");
            first.expect("END\r\n");
            FakePeer server = proxy.server(1).connections().get(0);
            server.stopReading();
            String set = "set a 0 0 60000\r\n" + "v".repeat(60_000) + "\r\n";
            first.send(set.repeat(200), 100_000);
            assertThat(first.unreadPieces()).isGreaterThan(10);
            assertThat(proxy.bufferBytes()).isLessThan(8 * MB);
            FakePeer other = proxy.client();
            other.send("get g\r\n");
            proxy.server(0).expect("get g\r\n").send("END\r\n");
            other.expect("END\r\n");
            server.goOnReading();
            proxy.server(1).expect(set.repeat(200)).send("STORED\r\n".repeat(200));
            first.expect("STORED\r\n".repeat(200));
        }
    }

    @Test
    void aServerThatIsLostWhileItHoldsClientsUpLetsThemGo() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.send("get a\r\n");
            proxy.server(1).expect("get a\r\n").send("END\r\n");
            client.expect("END\r\n");
            proxy.server(1).connections().get(0).stopReading();
            String set = "set a 0 0 60000\r\n" + "v".repeat(60_000) + "\r\n";
            client.send(set.repeat(100) + "get g\r\n", 100_000);
            proxy.server(0).expectSilence();
            proxy.server(1).die();
            proxy.server(0).expect("get g\r\n").send("END\r\n");
            assertThat(client.take()).matches("(SERVER_ERROR [A-Za-z ]+\r\n){100}END\r\n");
        }
    }

    @Test
    void largeValuesTakeTurns() {
        try (ProxyFixture proxy = proxy("stream_threshold: 1KB", "own_connections: 1")) {
            String set = "set a 0 0 2000\r\n" + "v".repeat(2_000) + "\r\n";
            FakePeer one = proxy.client();
            FakePeer two = proxy.client();
            FakePeer three = proxy.client();
            one.send(set);
            two.send(set);
            three.send(set);
            proxy.server(1)
                    .expect(set)
                    .send("STORED\r\n")
                    .expect(set)
                    .send("STORED\r\n")
                    .expect(set)
                    .send("STORED\r\n");
            one.expect("STORED\r\n");
            two.expect("STORED\r\n");
            three.expect("STORED\r\n");
            assertThat(proxy.server(1).connections()).hasSize(1);
        }
    }

    @Test
    void aClientThatGoesWhileItWaitsItsTurnDoesNotKeepTheNextWaiting() {
        try (ProxyFixture proxy = proxy("stream_threshold: 1KB", "own_connections: 1")) {
            String set = "set a 0 0 2000\r\n" + "v".repeat(2_000) + "\r\n";
            FakePeer one = proxy.client();
            FakePeer two = proxy.client();
            FakePeer three = proxy.client();
            one.send(set);
            two.send(set);
            three.send(set);
            two.close();
            proxy.server(1).expect(set).send("STORED\r\n").expect(set).send("STORED\r\n");
            one.expect("STORED\r\n");
            three.expect("STORED\r\n");
        }
    }

    @Test
    void aLargeValueForAServerThatDoesNotReadWaitsAtTheClient() {
        try (ProxyFixture proxy = proxy("stream_threshold: 1KB")) {
            FakePeer client = proxy.client();
            client.send("set a 0 0 6000000\r\n");
            proxy.server(1).expect("set a 0 0 6000000\r\n");
            FakePeer server = proxy.server(1).connections().get(0);
            server.stopReading();
            client.send("v".repeat(6_000_000), 65_536);
            assertThat(proxy.bufferBytes()).isLessThan(8 * MB);
            assertThat(client.unreadPieces()).isGreaterThan(10);
            server.goOnReading();
            client.send("\r\n");
            proxy.server(1).expect("v".repeat(6_000_000) + "\r\n").send("STORED\r\n");
            client.expect("STORED\r\n");
        }
    }

    @Test
    void whatWasHeldIsGivenBack() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            for (int i = 0; i < 50; i++) {
                client.send("get a\r\nget g\r\n");
                proxy.server(0).send(value("g", 500_000), 10_000);
                proxy.server(1).send(value("a", 500_000), 10_000);
                client.expect(value("a", 500_000) + value("g", 500_000));
            }
            assertThat(client.isClosed()).isFalse();
            assertThat(proxy.bufferBytes()).isLessThan(MB);
        }
    }

    @Test
    void aClientThatEndsItsInputGetsEveryReply() {
        try (ProxyFixture proxy = proxy()) {
            FakePeer client = proxy.client();
            client.send("get a\r\nget g\r\nget c a");
            client.endInput();
            assertThat(client.isClosed()).isFalse();
            proxy.server(0).expect("get g\r\n").send("END\r\n");
            proxy.server(1).expect("get a\r\n").send("END\r\n");
            client.expect("END\r\nEND\r\n");
            client.expectClosed();
        }
    }
}

package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import io.flotilla.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisProxyIT {
    private static RealRedis one;
    private static RealRedis two;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() {
        one = RealRedis.started();
        two = RealRedis.started();
        proxy = RunningProxy.of(List.of(one, two), "redis: true", "hash: fnv1a_64", "timeout: 5000");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void flush() {
        one.call("FLUSHALL");
        two.call("FLUSHALL");
    }

    private static String command(String... words) {
        StringBuilder wire = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            wire.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return wire.toString();
    }

    @Test
    void aValueIsWrittenAndRead() {
        try (RawClient client = proxy.connect()) {
            client.send(command("SET", "k", "v")).expect("+OK\r\n");
            client.send(command("GET", "k")).expect("$1\r\nv\r\n");
            client.send("GET k\r\n").expect("$1\r\nv\r\n");
        }
    }

    @Test
    void aRequestMayComeByteByByte() {
        try (RawClient client = proxy.connect()) {
            for (char c : (command("SET", "key", "value") + command("GET", "key")).toCharArray()) {
                client.send(String.valueOf(c));
            }
            client.expect("+OK\r\n$5\r\nvalue\r\n");
        }
    }

    @Test
    void repliesComeInTheOrderOfTheRequestsWhicheverServerTheyComeFrom() {
        try (RawClient client = proxy.connect()) {
            StringBuilder requests = new StringBuilder();
            StringBuilder replies = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                requests.append(command("SET", "spread:" + i * 7919, "v" + i));
                replies.append("+OK\r\n");
            }
            for (int i = 0; i < 1000; i++) {
                requests.append(command("GET", "spread:" + i * 7919));
                String value = "v" + i;
                replies.append("$")
                        .append(value.length())
                        .append("\r\n")
                        .append(value)
                        .append("\r\n");
            }
            client.send(requests.toString()).expect(replies.toString());
            assertThat((Long) one.call("DBSIZE")).isBetween(200L, 800L);
        }
    }

    @Test
    void manyKeysAreSplitAndMergedInOrder() {
        try (RawClient client = proxy.connect()) {
            StringBuilder mset = new StringBuilder("*201\r\n$4\r\nMSET\r\n");
            String[] mget = new String[102];
            mget[0] = "MGET";
            StringBuilder values = new StringBuilder("*101\r\n");
            for (int i = 0; i < 100; i++) {
                String key = "many:" + i * 104729;
                String value = "value" + i;
                mset.append("$").append(key.length()).append("\r\n").append(key).append("\r\n$");
                mset.append(value.length()).append("\r\n").append(value).append("\r\n");
                mget[i + 1] = key;
                values.append("$")
                        .append(value.length())
                        .append("\r\n")
                        .append(value)
                        .append("\r\n");
            }
            mget[101] = "missing";
            values.append("$-1\r\n");
            client.send(mset.toString()).expect("+OK\r\n");
            client.send(command(mget)).expect(values.toString());
            String[] del = mget.clone();
            del[0] = "DEL";
            client.send(command(del)).expect(":100\r\n");
        }
    }

    @Test
    void aLargeValueGoesThroughAndBackUnchanged() {
        try (RawClient client = proxy.connect()) {
            String large = "0123456789abcdef".repeat(512 << 10);
            client.send(command("SET", "large", large) + command("STRLEN", "large"));
            client.expect("+OK\r\n:" + large.length() + "\r\n");
            client.send(command("GET", "large") + command("PING"));
            client.expect("$" + large.length() + "\r\n" + large + "\r\n+PONG\r\n");
            client.send(command("SET", "large", large, "EX", "100")).expect("+OK\r\n");
        }
    }

    @Test
    void anUnknownCommandIsAnErrorAndTheRestGoesOn() {
        try (RawClient client = proxy.connect()) {
            client.send(command("NOSUCH", "a") + command("SET", "a") + command("PING"));
            client.expect("-ERR unknown command 'NOSUCH', with args beginning with: 'a' \r\n");
            client.expect("-ERR wrong number of arguments for 'set' command\r\n+PONG\r\n");
        }
    }

    @Test
    void keysOnDifferentServersAreRefusedWhereTheMeaningForbidsASplit() {
        try (RawClient client = proxy.connect()) {
            client.send(command("MSETNX", keyOn(client, one), "1", keyOn(client, two), "2"));
            client.expect("-CROSSSLOT Keys in request don't hash to the same server\r\n");
        }
    }

    @Test
    void helloThreeBindsTheClientToResp3() {
        try (RawClient client = proxy.connect()) {
            client.send(command("HSET", "h", "f", "v")).expect(":1\r\n");
            client.send(command("HELLO", "3"));
            assertThat(client.readUntil("modules\r\n*0\r\n"))
                    .startsWith("%7\r\n")
                    .contains("proto\r\n:3\r\n");
            client.send(command("HGETALL", "h")).expect("%1\r\n$1\r\nf\r\n$1\r\nv\r\n");
            client.send(command("GET", "none")).expect("_\r\n");
        }
    }

    @Test
    void aLostFrameIsSaidAndTheConnectionClosed() {
        try (RawClient client = proxy.connect()) {
            client.send(command("PING") + "*1\r\nxx\r\n")
                    .expect("+PONG\r\n-ERR Protocol error: expected '$', got 'x'\r\n");
            client.expectClose();
        }
    }

    @Test
    void aClientThatEndsItsInputStillGetsItsReplies() {
        try (RawClient client = proxy.connect()) {
            client.send(command("SET", "k", "v") + command("GET", "k")).shutdownOutput();
            client.expect("+OK\r\n$1\r\nv\r\n");
            client.expectClose();
        }
    }

    @Test
    void requestsForKeysThatMoveWaitForTheEndOfTheSwitch() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            String mine = keyOn(client, one);
            String others = keyOn(client, two);
            Topology without = new Topology(
                    proxy.context().fleetSwitch().current().epoch() + 1,
                    new TreeMap<>(java.util.Map.of("pool", new TreeSet<>(List.of(one.address())))));
            RunningProxy.await(proxy.context().fleetSwitch().prepare(without));
            client.send(command("SET", mine, "held"));
            other.send(command("SET", others, "flows")).expect("+OK\r\n");
            client.expectSilence(Duration.ofMillis(100));
            RunningProxy.await(proxy.context().fleetSwitch().commit(without));
            client.expect("+OK\r\n");
            assertThat(two.call("EXISTS", mine)).isEqualTo(1L);
            RunningProxy.await(
                    proxy.context().fleetSwitch().commit(new Topology(without.epoch() + 1, new TreeMap<>())));
            client.send(command("GET", mine)).expect("$1\r\nx\r\n");
        }
    }

    private static String keyOn(RawClient client, RealRedis server) {
        for (int i = 0; ; i++) {
            String key = "probe" + i * 31337;
            client.send(command("SET", key, "x")).expect("+OK\r\n");
            if (server.call("EXISTS", key).equals(1L)) {
                return key;
            }
        }
    }

    @Test
    void aServerThatDiesIsReportedAndItsRequestsFail() {
        RealRedis dying = RealRedis.started();
        try (RunningProxy small = RunningProxy.of(List.of(dying), "redis: true", "timeout: 400");
                RawClient client = small.connect()) {
            client.send(command("SET", "k", "v")).expect("+OK\r\n");
            dying.kill();
            client.send(command("GET", "k"));
            assertThat(client.readLine()).startsWith("-ERR ");
            client.send(command("GET", "k")).expect("-ERR Connection refused\r\n");
            assertThat(small.suspicions()).containsKey("pool/" + dying.address());
            dying.restart();
            client.send(command("GET", "k")).expect("$-1\r\n");
            dying.pause();
            client.send(command("GET", "k")).expect("-ERR Connection timed out\r\n");
            dying.resume();
            client.send(command("GET", "k")).expect("$-1\r\n");
        } finally {
            dying.close();
        }
    }

    @Test
    void aTransactionOnOneServerIsExecuted() {
        try (RawClient client = proxy.connect()) {
            client.send(command("MULTI")
                    + command("PING")
                    + command("SET", "{tx}a", "1")
                    + command("INCR", "{tx}a")
                    + command("EXEC")
                    + command("GET", "{tx}a"));
            client.expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*3\r\n+PONG\r\n+OK\r\n:2\r\n$1\r\n2\r\n");
            client.send(command("MULTI") + command("EXEC")).expect("+OK\r\n*0\r\n");
            client.send(command("EXEC")).expect("-ERR EXEC without MULTI\r\n");
        }
    }

    @Test
    void aTransactionOverTwoServersIsAborted() {
        try (RawClient client = proxy.connect()) {
            String first = keyOn(client, one);
            String second = keyOn(client, two);
            client.send(command("MULTI") + command("SET", first, "1") + command("SET", second, "2") + command("EXEC"));
            client.expect("+OK\r\n+QUEUED\r\n-CROSSSLOT Keys in request don't hash to the same server\r\n");
            client.expect("-EXECABORT Transaction discarded because of previous errors.\r\n");
            client.send(command("GET", first)).expect("$1\r\nx\r\n");
        }
    }

    @Test
    void aWatchedKeyThatChangedStopsTheTransaction() {
        try (RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.send(command("WATCH", "w")).expect("+OK\r\n");
            other.send(command("SET", "w", "theirs")).expect("+OK\r\n");
            client.send(command("GET", "w") + command("MULTI") + command("SET", "w", "mine") + command("EXEC"));
            client.expect("$6\r\ntheirs\r\n+OK\r\n+QUEUED\r\n*-1\r\n");
        }
    }

    @Test
    void aBlockingPopHoldsUpNobodyElse() {
        try (RawClient waiting = proxy.connect();
                RawClient other = proxy.connect()) {
            waiting.send(command("BLPOP", "queue", "0") + command("PING"));
            other.send(command("SET", "queue2", "v")).expect("+OK\r\n");
            waiting.expectSilence(Duration.ofMillis(100));
            other.send(command("RPUSH", "queue", "job")).expect(":1\r\n");
            waiting.expect("*2\r\n$5\r\nqueue\r\n$3\r\njob\r\n+PONG\r\n");
        }
    }

    @Test
    void aBlockedClientThatLeavesFreesItsConnection() {
        try (RawClient other = proxy.connect()) {
            try (RawClient waiting = proxy.connect()) {
                waiting.send(command("BLPOP", "left", "0"));
                awaitBlocked(1);
            }
            awaitBlocked(0);
            other.send(command("RPUSH", "left", "job") + command("LPOP", "left"))
                    .expect(":1\r\n$3\r\njob\r\n");
        }
    }

    @Test
    void aBlockedClientIsUnblockedFromWhateverEventLoop() {
        List<RawClient> waiting = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        int port = FreePorts.next();
        String pools =
                "pools: {pool: {listen: '127.0.0.1:" + port + "', redis: true, servers: ['" + one.address() + ":1']}}";
        try (RunningProxy loops = RunningProxy.of(pools, port, 3);
                RawClient other = loops.connect()) {
            for (int i = 0; i < 6; i++) {
                RawClient client = loops.connect();
                waiting.add(client);
                ids.add(client.send(command("CLIENT", "ID")).readLine().substring(1));
                client.send(command("BLPOP", "unblocked" + i, "0"));
            }
            awaitBlocked(6);
            for (int i = 0; i < 6; i++) {
                other.send(command("CLIENT", "UNBLOCK", ids.get(i), i % 2 == 0 ? "TIMEOUT" : "ERROR"))
                        .expect(":1\r\n");
                waiting.get(i).expect(i % 2 == 0 ? "*-1\r\n" : "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
                other.send(command("CLIENT", "UNBLOCK", ids.get(i))).expect(":0\r\n");
            }
            // Nothing is lost, and a connection of the server that was told is not lent to the next client.
            waiting.get(0).send(command("BLPOP", "unblocked0", "0"));
            awaitBlocked(1);
            other.send(command("RPUSH", "unblocked0", "job")).expect(":1\r\n");
            waiting.get(0).expect("*2\r\n$10\r\nunblocked0\r\n$3\r\njob\r\n");
        } finally {
            waiting.forEach(RawClient::close);
        }
    }

    @Test
    void whoAsksToUnblockAClientThatLeavesAtThatMomentIsAnswered() {
        int port = FreePorts.next();
        String pools =
                "pools: {pool: {listen: '127.0.0.1:" + port + "', redis: true, servers: ['" + one.address() + ":1']}}";
        try (RunningProxy loops = RunningProxy.of(pools, port, 3);
                RawClient other = loops.connect()) {
            for (int i = 0; i < 300; i++) {
                RawClient leaving = loops.connect();
                String id = leaving.send(command("CLIENT", "ID")).readLine().substring(1);
                leaving.send(command("BLPOP", "never", "0"));
                leaving.close();
                other.send(command("CLIENT", "UNBLOCK", id) + command("ECHO", "here"));
                assertThat(other.readLine()).isIn(":0", ":1");
                other.expect("$4\r\nhere\r\n");
            }
        }
    }

    private static void awaitBlocked(int clients) {
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(List.of(one, two))
                .extracting(server -> (String) server.call("INFO", "clients"))
                .extracting(info -> Integer.parseInt(info.replaceAll("(?s).*blocked_clients:(\\d+).*", "$1")))
                .satisfies(blocked ->
                        assertThat(blocked.stream().mapToInt(i -> i).sum()).isEqualTo(clients)));
    }

    @Test
    void aClientThatSendsSlowlyDelaysNoSwitch() {
        try (RawClient slow = proxy.connect();
                RawClient other = proxy.connect()) {
            String key = keyOn(other, one);
            long epoch = proxy.context().fleetSwitch().current().epoch();
            RunningProxy.await(proxy.context()
                    .fleetSwitch()
                    .commit(new Topology(
                            epoch + 1,
                            new TreeMap<>(java.util.Map.of("pool", new TreeSet<>(List.of(one.address())))))));
            slow.send("*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$200000\r\nsome");
            org.awaitility.Awaitility.await()
                    .until(() -> java.util.Arrays.stream(proxy.context().stats().sum("pool", 2).servers)
                                    .mapToLong(server -> server.outQueue)
                                    .sum()
                            == 1);
            Topology back = new Topology(epoch + 2, new TreeMap<>());
            RunningProxy.await(proxy.context().fleetSwitch().prepare(back));
            RunningProxy.await(proxy.context().fleetSwitch().commit(back));
            slow.send("x".repeat(200_000 - 4) + "\r\n" + command("PING"));
            slow.expect("-ERR The key moved to another server while the request was waiting\r\n+PONG\r\n");
        }
    }

    @Test
    void whatConcernsTheConnectionIsNoPartOfATransaction() {
        try (RawClient client = proxy.connect()) {
            client.send(command("MULTI")
                    + command("SET", "{db}k", "v")
                    + command("SELECT", "5")
                    + command("CLIENT", "REPLY", "OFF")
                    + command("EXEC")
                    + command("PING"));
            client.expect("+OK\r\n+QUEUED\r\n-ERR Command 'select' not allowed inside a transaction\r\n");
            assertThat(client.readLine())
                    .startsWith("-ERR Command 'client")
                    .endsWith("not allowed inside a transaction");
            client.expect("-EXECABORT Transaction discarded because of previous errors.\r\n+PONG\r\n");
        }
    }

    @Test
    void aPasswordThatWouldShutTheProxyOutIsRefusedWithOneServerAlsoInATransaction() {
        String refused = "-ERR 'config|set requirepass' is not offered by this proxy: "
                + "the password of the servers is in its configuration (redis_auth)\r\n";
        try (RunningProxy alone = RunningProxy.of(List.of(one), "redis: true");
                RawClient client = alone.connect()) {
            client.send(command("CONFIG", "SET", "maxmemory", "0", "requirepass", "secret"));
            client.expect(refused);
            client.send(command("MULTI") + command("CONFIG", "SET", "requirepass", "secret") + command("EXEC"));
            client.expect("+OK\r\n" + refused + "-EXECABORT Transaction discarded because of previous errors.\r\n");
            client.send(command("MULTI") + command("CONFIG", "SET", "maxmemory", "0") + command("EXEC"));
            client.expect("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n");
            client.send(command("CONFIG", "GET", "requirepass"));
            client.expect("*2\r\n$11\r\nrequirepass\r\n$0\r\n\r\n");
        }
    }
}

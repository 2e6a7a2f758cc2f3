package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.stats.PoolCounters;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that mean no good, or know no better, over real sockets, and real servers behind. After each of them another client
 * is served as ever, nothing of theirs is left, and no memory was taken that could not be spared.
 */
class HostileClientIT {
    private static final long MB = 1 << 20;
    private static final String REDIS = "redis";
    private static final String MEMCACHED = "memcached";

    private RealRedis redis;
    private RealMemcached memcached;
    private RunningProxy toRedis;
    private RunningProxy toMemcached;
    private long memoryBefore;

    @BeforeEach
    void start() {
        redis = RealRedis.started();
        memcached = RealMemcached.started();
        toRedis = RunningProxy.of(List.of(redis), "redis: true", "timeout: 20000", "client_output_limit: 4MB");
        toMemcached = RunningProxy.of(List.of(memcached), "redis: false", "timeout: 20000", "client_output_limit: 4MB");
        othersAreServed();
        memoryBefore = PlatformDependent.usedDirectMemory();
    }

    @AfterEach
    void stop() {
        try {
            othersAreServed();
            await("all hostile clients are gone").atMost(Duration.ofSeconds(20)).until(() -> clients() == 0);
        } finally {
            toRedis.close();
            toMemcached.close();
            redis.close();
            memcached.close();
        }
    }

    private void othersAreServed() {
        try (RawClient client = toRedis.connect()) {
            client.send("*3\r\n$3\r\nSET\r\n$5\r\nother\r\n$1\r\nv\r\n").expect("+OK\r\n");
            client.send("GET other\r\n").expect("$1\r\nv\r\n");
        }
        try (RawClient client = toMemcached.connect()) {
            client.send("set other 0 0 1\r\nv\r\nget other\r\n").expect("STORED\r\nVALUE other 0 1\r\nv\r\nEND\r\n");
        }
    }

    private long clients() {
        return counters(toRedis).clientConnections + counters(toMemcached).clientConnections;
    }

    private static PoolCounters counters(RunningProxy proxy) {
        return proxy.context().stats().sum("pool", 1);
    }

    private void takesNoMoreThan(long bytes) {
        assertThat(PlatformDependent.usedDirectMemory() - memoryBefore)
                .as("direct memory taken")
                .isLessThan(bytes);
    }

    private RunningProxy proxy(String protocol) {
        return protocol.equals(REDIS) ? toRedis : toMemcached;
    }

    private void isToldAndClosed(String protocol, String stream, String told) {
        try (RawClient client = proxy(protocol).connect()) {
            client.send(stream);
            assertThat(client.readUntilClose())
                    .as("what <%.60s> is answered", stream)
                    .isEqualTo(told);
        }
    }

    // ---- what cannot be

    @Test
    void lengthsThatOverflowOrAreNegativeAreToldAndTheConnectionClosed() {
        String count = "-ERR Protocol error: invalid multibulk length\r\n";
        String length = "-ERR Protocol error: invalid bulk length\r\n";
        isToldAndClosed(REDIS, "*1048577\r\n", count);
        isToldAndClosed(REDIS, "*4294967297\r\n", count);
        isToldAndClosed(REDIS, "*18446744073709551617\r\n", count);
        isToldAndClosed(REDIS, "*1\r\n$-1\r\n", length);
        isToldAndClosed(REDIS, "*1\r\n$-2147483649\r\n", length);
        isToldAndClosed(REDIS, "*1\r\n$536870913\r\n", length);
        isToldAndClosed(REDIS, "*1\r\n$4294967300\r\nPING\r\n", length);
        isToldAndClosed(REDIS, "*2\r\n$4\r\nPING\r\n$18446744073709551617\r\na\r\n", length);
    }

    @Test
    void memcachedLengthsThatOverflowOrAreNegativeAreRefusedAndNotTakenForValues() {
        for (String length : List.of("-1", "2147483648", "4294967296", "18446744073709551617", "1e3", "0x10")) {
            try (RawClient client = toMemcached.connect()) {
                client.send("set a 0 0 " + length + "\r\nmn\r\n");
                assertThat(client.readLine()).as(length).startsWith("CLIENT_ERROR");
                client.expect("MN\r\n");
            }
        }
    }

    @Test
    void arraysInArraysAreNoRequest() {
        isToldAndClosed(REDIS, "*1\r\n".repeat(2), "-ERR Protocol error: expected '$', got '*'\r\n");
        try (RawClient client = toRedis.connect()) {
            client.send("*1\r\n".repeat(4_000));
            assertThat(client.readLine()).contains("expected '$'");
        }
    }

    @Test
    void aLineThatNeverEndsIsToldAndClosed() {
        isToldAndClosed(REDIS, "x".repeat((64 << 10) + 1), "-ERR Protocol error: too big inline request\r\n");
        try (RawClient client = toMemcached.connect()) {
            client.send("set " + "x".repeat(4_000));
            assertThat(client.readUntilClose()).startsWith("CLIENT_ERROR").endsWith("\r\n");
        }
        takesNoMoreThan(16 * MB);
    }

    @Test
    void aGiantLineThatNeverEndsIsNotReadToItsEnd() {
        for (String protocol : List.of(REDIS, MEMCACHED)) {
            try (RawClient client = proxy(protocol).connect().within(Duration.ofSeconds(60))) {
                String piece = "x".repeat(1 << 20);
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> {
                            for (int i = 0; i < 200; i++) {
                                client.send(piece);
                            }
                            client.readUntilClose();
                        })
                        .as(protocol)
                        .isInstanceOf(UncheckedIOException.class);
            }
        }
        takesNoMoreThan(16 * MB);
    }

    // ---- what is announced and never comes

    @Test
    void aGigabyteThatIsAnnouncedAndNeverSentTakesNoMemory() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(toRedis.connect().send("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$536870912\r\nabc"));
            clients.add(toRedis.connect().send("*3\r\n$4\r\nMGET\r\n$1\r\na\r\n$536870912\r\nabc"));
            clients.add(toMemcached.connect().send("set big 0 0 1073741824\r\nabc"));
            clients.add(toMemcached.connect().send("ms big 1073741824\r\nabc"));
        }
        othersAreServed();
        takesNoMoreThan(32 * MB);
        clients.forEach(RawClient::close);
    }

    @Test
    void aMillionWordsThatAreAnnouncedAndNeverSentTakeNoMemory() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(toRedis.connect().send("*1048576\r\n$4\r\nMGET\r\n$1\r\na\r\n"));
        }
        othersAreServed();
        takesNoMoreThan(32 * MB);
        clients.forEach(RawClient::close);
    }

    @Test
    void manyWordsThatDoComeAreServed() {
        int keys = 100_000;
        try (RawClient client = toRedis.connect().within(Duration.ofSeconds(60))) {
            client.send("*" + (keys + 1) + "\r\n$6\r\nEXISTS\r\n" + "$5\r\nother\r\n".repeat(keys));
            client.expect(":" + keys + "\r\n");
        }
    }

    // ---- what comes slowly, or is not taken

    @Test
    void bytesThatComeOneByOneAreServed() {
        dribble(
                toRedis,
                "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\r\nb\r\n\r\nGET k\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
                "+OK\r\n$4\r\na\r\nb\r\n$4\r\na\r\nb\r\n");
        dribble(
                toMemcached,
                "set k 5 0 4\r\na\r\nb\r\nget k\r\nget k other k\r\nmg k v f\r\nmn\r\n",
                "STORED\r\nVALUE k 5 4\r\na\r\nb\r\nEND\r\nVALUE k 5 4\r\na\r\nb\r\nVALUE other 0 1\r\nv\r\nVALUE k 5 4\r\na\r\nb\r\nEND\r\n"
                        + "VA 4 f5\r\na\r\nb\r\nMN\r\n");
    }

    private static void dribble(RunningProxy proxy, String stream, String replies) {
        try (RawClient client = proxy.connect()) {
            for (char c : stream.toCharArray()) {
                client.send(String.valueOf(c)).send("");
            }
            client.expect(replies);
        }
    }

    @Test
    void aClientThatNeverReadsIsCutAtItsLimitAndCounted() {
        redis.call("SET", "big", "v".repeat(500_000));
        memcached.set("big", "v".repeat(500_000));
        neverReads(toRedis, "GET big\r\n");
        neverReads(toMemcached, "get big\r\n");
        takesNoMoreThan(64 * MB);
    }

    private static void neverReads(RunningProxy proxy, String request) {
        long cut = counters(proxy).clientsCut;
        try (RawClient client = proxy.connect()) {
            client.send(request.repeat(500));
            await("the client is cut")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> counters(proxy).clientsCut == cut + 1 || counters(proxy).clientConnections == 0);
            assertThat(counters(proxy).clientsCut).isEqualTo(cut + 1);
        }
    }

    @Test
    void thousandsOfUnansweredRequestsAreHeldUpAndAllAnsweredInTheEnd() throws Exception {
        int requests = 50_000;
        byte[] reply = "$1\r\nv\r\n".getBytes(StandardCharsets.US_ASCII);
        redis.pause();
        try (Socket client = new Socket("127.0.0.1", toRedis.port())) {
            client.setSoTimeout(60_000);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> write(client, "GET other\r\n", requests));
            await("requests are in flight")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> counters(toRedis).servers[0].outQueue > 1000);
            assertThat(counters(toRedis).servers[0].outQueue).isLessThan(10_000);
            takesNoMoreThan(32 * MB);
            redis.resume();
            for (int i = 0; i < requests; i++) {
                assertThat(client.getInputStream().readNBytes(reply.length))
                        .as("reply %d", i)
                        .isEqualTo(reply);
            }
            sent.get(60, TimeUnit.SECONDS);
        } finally {
            redis.resume();
        }
    }

    private static void write(Socket to, String request, int times) {
        try {
            to.getOutputStream().write(request.repeat(times).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- how it ends

    @Test
    void aClientThatEndsItsInputGetsEveryReply() {
        int requests = 5_000;
        try (RawClient client = toRedis.connect().within(Duration.ofSeconds(60))) {
            client.send("GET other\r\n".repeat(requests)).shutdownOutput();
            assertThat(client.readUntilClose()).isEqualTo("$1\r\nv\r\n".repeat(requests));
        }
        try (RawClient client = toMemcached.connect().within(Duration.ofSeconds(60))) {
            client.send("mg other v\r\n".repeat(requests)).shutdownOutput();
            assertThat(client.readUntilClose()).isEqualTo("VA 1\r\nv\r\n".repeat(requests));
        }
    }

    @Test
    void aClientThatEndsItsInputAmidARequestGetsTheRepliesToThoseBefore() {
        try (RawClient client = toRedis.connect()) {
            client.send("GET other\r\n*2\r\n$3\r\nGET\r\n$5\r\not").shutdownOutput();
            assertThat(client.readUntilClose()).isEqualTo("$1\r\nv\r\n");
        }
        try (RawClient client = toMemcached.connect()) {
            client.send("mg other v\r\nset other 0 0 10\r\nabc").shutdownOutput();
            assertThat(client.readUntilClose()).isEqualTo("VA 1\r\nv\r\n");
        }
    }

    @Test
    void aClientThatEndsItsInputAmidALargeValueLeavesNothingBehind() {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = toRedis.connect()) {
                client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000000\r\n" + "v".repeat(200_000))
                        .shutdownOutput();
                assertThat(client.readUntilClose()).isEmpty();
            }
            try (RawClient client = toMemcached.connect()) {
                client.send("set k 0 0 1000000\r\n" + "v".repeat(200_000)).shutdownOutput();
                assertThat(client.readUntilClose()).isEmpty();
            }
        }
        assertThat(redis.call("GET", "k")).isNull();
    }

    @Test
    void resetsInTheMiddleOfAnythingHarmNobody() {
        redis.call("SET", "big", "v".repeat(500_000));
        memcached.set("big", "v".repeat(500_000));
        for (int i = 0; i < 50; i++) {
            for (String stream : List.of(
                    "GET other\r\n*2\r\n$3\r\nGE",
                    "GET big\r\n".repeat(10),
                    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000000\r\n" + "v".repeat(100_000),
                    "MULTI\r\nGET other\r\n",
                    "BLPOP nothing 0\r\n",
                    "SUBSCRIBE other\r\n")) {
                toRedis.connect().send(stream).reset();
            }
            for (String stream : List.of("get other\r\nge", "get big\r\n".repeat(10), "set k 0 0 1000000\r\nvvv")) {
                toMemcached.connect().send(stream).reset();
            }
            toRedis.connect().reset();
            toMemcached.connect().reset();
        }
        othersAreServed();
        await("nobody is blocked or subscribed any more")
                .atMost(Duration.ofSeconds(20))
                .until(() -> info("blocked_clients") == 0 && info("pubsub_clients") == 0);
        takesNoMoreThan(64 * MB);
    }

    private long info(String field) {
        String info = (String) redis.call("INFO", "clients");
        return info.lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(field.length() + 1).trim()))
                .findFirst()
                .orElse(0);
    }

    @Test
    void connectionsWithoutAWordAreClosedByTheirClientsAndForgotten() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            clients.add(toRedis.connect());
        }
        await("all are connected")
                .atMost(Duration.ofSeconds(20))
                .until(() -> counters(toRedis).clientConnections == 500);
        takesNoMoreThan(16 * MB);
        clients.forEach(RawClient::close);
    }
}

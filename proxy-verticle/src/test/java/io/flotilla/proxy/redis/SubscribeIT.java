package io.flotilla.proxy.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import io.flotilla.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;

class SubscribeIT {
    private RealRedis one;
    private RealRedis two;
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        one = RealRedis.started();
        two = RealRedis.started();
        proxy = RunningProxy.of(
                List.of(one, two), "redis: true", "hash: fnv1a_64", "timeout: 2000", "client_output_limit: 1MB");
    }

    @AfterEach
    void stop() {
        proxy.close();
        one.close();
        two.close();
    }

    /** Channels so many that both servers have some. */
    private static String[] channels() {
        return java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> "channel" + i * 31337)
                .toArray(String[]::new);
    }

    private static long subscribedOn(RealRedis server) {
        return ((List<?>) server.call("PUBSUB", "CHANNELS")).size();
    }

    @Test
    void jedisHearsChannelsOfAllServersAndPatterns() throws InterruptedException {
        for (RedisProtocol protocol : RedisProtocol.values()) {
            jedis(protocol);
        }
    }

    private void jedis(RedisProtocol protocol) throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                heard.add(channel + "=" + message);
            }

            @Override
            public void onPMessage(String pattern, String channel, String message) {
                heard.add(pattern + ":" + channel + "=" + message);
            }

            @Override
            public void onSubscribe(String channel, int count) {
                if (count == channels().length) {
                    heard.add("subscribed");
                }
            }

            @Override
            public void onPSubscribe(String pattern, int count) {
                heard.add("pattern " + count);
            }

            @Override
            public void onUnsubscribe(String channel, int count) {
                if (count == 1) {
                    heard.add("unsubscribed");
                }
            }
        };
        HostAndPort address = new HostAndPort("127.0.0.1", proxy.port());
        var config = DefaultJedisClientConfig.builder().protocol(protocol).build();
        try (Jedis subscriber = new Jedis(address, config);
                Jedis publisher = new Jedis(address, config)) {
            Thread thread = new Thread(() -> subscriber.subscribe(listener, channels()), "subscriber");
            thread.start();
            assertThat(heard.poll(10, SECONDS)).isEqualTo("subscribed");
            assertThat(subscribedOn(one)).isPositive();
            assertThat(subscribedOn(one) + subscribedOn(two)).isEqualTo(channels().length);
            for (String channel : channels()) {
                assertThat(publisher.publish(channel, "hello")).isEqualTo(1);
                assertThat(heard.poll(10, SECONDS)).isEqualTo(channel + "=hello");
            }
            listener.psubscribe("other*");
            assertThat(heard.poll(10, SECONDS)).isEqualTo("pattern " + (channels().length + 1));
            publisher.publish("other1", "x");
            assertThat(heard.poll(10, SECONDS)).isEqualTo("other*:other1=x");
            listener.unsubscribe();
            assertThat(heard.poll(10, SECONDS)).isEqualTo("unsubscribed");
            assertThat(publisher.publish(channels()[0], "nobody")).isZero();
            listener.punsubscribe();
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void everySubscriberCountsAndAClientThatLeavesDoesNot() {
        try (RawClient first = proxy.connect();
                RawClient publisher = proxy.connect()) {
            first.resp("SUBSCRIBE", "news");
            try (RawClient second = proxy.connect()) {
                second.resp("SUBSCRIBE", "news");
                assertThat(publisher.resp("PUBLISH", "news", "a")).isEqualTo(2L);
                assertThat(publisher.resp("PUBSUB", "NUMSUB", "news")).isEqualTo(List.of("news", 2L));
            }
            await().untilAsserted(() ->
                    assertThat(publisher.resp("PUBLISH", "news", "b")).isEqualTo(1L));
        }
    }

    @Test
    void aServerThatIsRestartedIsSubscribedAgain() {
        try (RawClient client = proxy.connect()) {
            for (String channel : channels()) {
                client.resp("SUBSCRIBE", channel);
            }
            one.kill();
            one.restart();
            await().untilAsserted(() ->
                    assertThat(subscribedOn(one) + subscribedOn(two)).isEqualTo(channels().length));
            try (RawClient publisher = proxy.connect()) {
                for (String channel : channels()) {
                    assertThat(publisher.resp("PUBLISH", channel, "x")).isEqualTo(1L);
                    assertThat(client.readResp()).isEqualTo(List.of("message", channel, "x"));
                }
            }
        }
    }

    @Test
    void aSwitchOfTheTopologyLosesAndDoublesNothing() {
        try (RawClient client = proxy.connect();
                RawClient publisher = proxy.connect()) {
            for (String channel : channels()) {
                client.resp("SUBSCRIBE", channel);
            }
            client.resp("PSUBSCRIBE", "p*");
            List<Object> sent = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                for (String channel : channels()) {
                    publisher.resp("PUBLISH", channel, "r" + round);
                    sent.add(List.of("message", channel, "r" + round));
                }
                publisher.resp("PUBLISH", "p1", "r" + round);
                sent.add(List.of("pmessage", "p*", "p1", "r" + round));
                switchTo(round % 2 == 0 ? List.of(one.address()) : List.of());
            }
            List<Object> heard = new ArrayList<>();
            sent.forEach(s -> heard.add(client.readResp()));
            assertThat(heard).containsExactlyInAnyOrderElementsOf(sent);
            client.expectSilence(java.time.Duration.ofMillis(50));
        }
    }

    private void switchTo(List<String> out) {
        TreeMap<String, java.util.SortedSet<String>> pools = new TreeMap<>();
        if (!out.isEmpty()) {
            pools.put("pool", new TreeSet<>(out));
        }
        Topology next = new Topology(proxy.context().fleetSwitch().current().epoch() + 1, pools);
        RunningProxy.await(proxy.context().fleetSwitch().prepare(next));
        RunningProxy.await(proxy.context().fleetSwitch().commit(next));
    }

    @Test
    void aSubscriberThatNeverReadsIsCutAndHoldsUpNobody() {
        try (RawClient lazy = proxy.connect();
                RawClient busy = proxy.connect();
                RawClient publisher = proxy.connect()) {
            lazy.resp("SUBSCRIBE", "flood");
            busy.resp("SUBSCRIBE", "flood");
            String large = "x".repeat(64 << 10);
            long receivers = 2;
            for (int i = 0; i < 1000 && receivers == 2; i++) {
                receivers = (Long) publisher.resp("PUBLISH", "flood", large);
                assertThat(busy.readResp()).isEqualTo(List.of("message", "flood", large));
            }
            assertThat(receivers).as("clients that hear the channel").isEqualTo(1);
            assertThat(proxy.context().stats().sum("pool", 2).clientsCut).isEqualTo(1);
        }
    }

    @Test
    void monitorShowsWhatAllServersDo() {
        try (RawClient monitor = proxy.connect();
                RawClient client = proxy.connect()) {
            assertThat(monitor.resp("MONITOR")).isEqualTo("OK");
            for (int i = 0; i < 10; i++) {
                client.resp("SET", "key" + i * 31337, "v");
                String line = monitor.readLine();
                while (!line.contains("\"SET\"")) {
                    line = monitor.readLine();
                }
                assertThat(line).endsWith("\"SET\" \"key" + i * 31337 + "\" \"v\"");
            }
            assertThat(monitor.resp("RESET")).isEqualTo("RESET");
            assertThat(monitor.resp("PING")).isEqualTo("PONG");
        }
    }
}

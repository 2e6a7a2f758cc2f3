package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RealMemcached;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.spy.memcached.CASResponse;
import net.spy.memcached.CASValue;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.internal.OperationFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client library in wide use, with its defaults, in front of three servers. */
class SpymemcachedIT {
    private final List<RealMemcached> servers = new ArrayList<>();
    private RunningProxy proxy;
    private MemcachedClient client;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            servers.add(RealMemcached.started());
        }
        proxy = RunningProxy.of(servers, "hash: md5", "timeout: 5000");
        client = new MemcachedClient(new InetSocketAddress("127.0.0.1", proxy.port()));
    }

    @AfterEach
    void stop() {
        client.shutdown();
        proxy.close();
        servers.forEach(RealMemcached::close);
    }

    private static <T> T got(OperationFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Test
    void storesAndReads() throws Exception {
        assertThat(got(client.set("a", 0, "one"))).isTrue();
        assertThat(client.get("a")).isEqualTo("one");
        assertThat(got(client.add("a", 0, "two"))).isFalse();
        assertThat(got(client.replace("a", 100, "three"))).isTrue();
        assertThat(got(client.append("a", " four"))).isTrue();
        assertThat(got(client.prepend("a", "zero "))).isTrue();
        assertThat(client.get("a")).isEqualTo("zero three four");
        assertThat(got(client.touch("a", 100))).isTrue();
        assertThat(got(client.delete("a"))).isTrue();
        assertThat(client.get("a")).isNull();
    }

    @Test
    void comparesAndSwaps() throws Exception {
        got(client.set("a", 0, "one"));
        CASValue<Object> seen = client.gets("a");
        assertThat(client.cas("a", seen.getCas(), "two")).isEqualTo(CASResponse.OK);
        assertThat(client.cas("a", seen.getCas(), "three")).isEqualTo(CASResponse.EXISTS);
        assertThat(client.cas("nothing", 1, "three")).isEqualTo(CASResponse.NOT_FOUND);
    }

    @Test
    void counts() {
        assertThat(client.incr("n", 1, 10)).isEqualTo(10);
        assertThat(client.incr("n", 5)).isEqualTo(15);
        assertThat(client.decr("n", 20)).isZero();
    }

    @Test
    void readsManyKeysAtOnce() throws Exception {
        Map<String, Object> expected =
                IntStream.range(0, 1_000).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value" + i));
        for (Map.Entry<String, Object> e : expected.entrySet()) {
            client.set(e.getKey(), 0, e.getValue());
        }
        assertThat(client.getBulk(expected.keySet())).isEqualTo(expected);
        assertThat(client.getBulk("key1", "nothing", "key2")).hasSize(2);
    }

    @Test
    void movesLargeValues() throws Exception {
        byte[] large = new byte[900_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        assertThat(got(client.set("large", 0, large))).isTrue();
        assertThat(client.get("large")).isEqualTo(large);
    }

    @Test
    void asksForVersionsAndStatistics() throws Exception {
        got(client.set("a", 0, "one"));
        assertThat(client.getVersions().values()).allMatch(v -> v.matches("\\d+\\.\\d+\\.\\d+"));
        assertThat(client.getStats().values())
                .allSatisfy(stats ->
                        assertThat(stats).containsEntry("curr_items", "1").containsKey("uptime"));
        assertThat(client.getStats("settings").values()).allSatisfy(stats -> assertThat(stats)
                .containsKey(servers.get(0).address() + ":maxbytes"));
        assertThat(got(client.flush())).isTrue();
        assertThat(client.get("a")).isNull();
    }
}

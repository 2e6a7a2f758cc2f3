package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A memcached pool of three real servers. */
class MemcachedProxyIT {
    private static final int KEYS = 300;

    private final List<RealMemcached> servers = new ArrayList<>();
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        for (int i = 0; i < 3; i++) {
            servers.add(RealMemcached.started());
        }
        int port = FreePorts.next();
        String yaml = "pool:\n  listen: 127.0.0.1:" + port + "\n  hash: md5\n  timeout: 1500\n  servers:\n"
                + servers.stream().map(s -> "   - " + s.address() + ":1\n").collect(Collectors.joining());
        proxy = RunningProxy.of(yaml, port, 2);
    }

    @AfterEach
    void stop() {
        proxy.close();
        servers.forEach(RealMemcached::close);
    }

    private static String set(String key, String value) {
        return "set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n";
    }

    private static String found(String key, String value) {
        return "VALUE " + key + " 0 " + value.length() + "\r\n" + value + "\r\n";
    }

    private static List<String> fill(RawClient client) {
        List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> "key" + i).toList();
        keys.forEach(k -> client.send(set(k, "value of " + k)).expect("STORED\r\n"));
        return keys;
    }

    private static String all(List<String> keys) {
        return keys.stream().map(k -> found(k, "value of " + k)).collect(Collectors.joining()) + "END\r\n";
    }

    @Test
    void hundredsOfKeysComeInTheClientsOrder() {
        try (RawClient client = proxy.connect()) {
            List<String> keys = fill(client);
            client.send("get " + String.join(" ", keys) + "\r\n").expect(all(keys));
            assertThat(servers).allSatisfy(s -> assertThat(keys.stream().filter(k -> s.get(k) != null))
                    .hasSizeGreaterThan(20));
        }
    }

    @Test
    void aDeadServerCostsOnlyItsOwnKeys() {
        try (RawClient client = proxy.connect()) {
            List<String> keys = fill(client);
            List<String> kept =
                    keys.stream().filter(k -> servers.get(1).get(k) == null).toList();
            servers.get(1).kill();
            for (int i = 0; i < 3; i++) {
                client.send("get " + String.join(" ", keys) + "\r\n").expect(all(kept));
            }
            String lost =
                    keys.stream().filter(k -> !kept.contains(k)).findFirst().orElseThrow();
            client.send("get " + lost + "\r\n");
            assertThat(client.readLine()).isEqualTo("SERVER_ERROR Connection refused");
            assertThat(proxy.suspicions()).hasSize(1);
            servers.get(1).restart();
            client.send(set(lost, "again")).expect("STORED\r\n");
            client.send("get " + lost + "\r\n").expect(found(lost, "again") + "END\r\n");
        }
    }

    @Test
    void aServerThatHangsTimesOutAndOthersAnswer() {
        try (RawClient client = proxy.connect()) {
            List<String> keys = fill(client);
            List<String> kept =
                    keys.stream().filter(k -> servers.get(2).get(k) == null).toList();
            servers.get(2).pause();
            client.send("get " + String.join(" ", keys) + "\r\n").expect(all(kept));
            servers.get(2).resume();
            client.send("get " + String.join(" ", keys) + "\r\n").expect(all(keys));
        }
    }

    @Test
    void statisticsAreThoseOfThePool() {
        try (RawClient client = proxy.connect()) {
            fill(client);
            client.send("stats\r\n");
            Map<String, String> stats = new HashMap<>();
            for (String line = client.readLine(); !line.equals("END"); line = client.readLine()) {
                stats.put(line.split(" ")[1], line.split(" ", 3)[2]);
            }
            assertThat(stats).containsEntry("curr_items", "" + KEYS).containsEntry("cmd_set", "" + KEYS);
            assertThat(stats).containsEntry("flotilla_servers_answered", "3").containsKeys("pid", "version", "uptime");
            client.send("flush_all\r\n")
                    .expect("OK\r\n")
                    .send("get key1 key2 key3 key4\r\n")
                    .expect("END\r\n");
        }
    }

    @Test
    void manyClientsAtOnceEachReadWhatTheyWrote() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int number = i;
                all.add(threads.submit(() -> talk(number)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(proxy.suspicions()).isEmpty();
    }

    /** One client with keys of its own: pipelines of random requests, each reply foretold. */
    private void talk(int number) {
        Random random = new Random(number);
        Map<String, String> model = new HashMap<>();
        try (RawClient client = proxy.connect()) {
            for (int round = 0; round < 60; round++) {
                StringBuilder requests = new StringBuilder();
                StringBuilder replies = new StringBuilder();
                for (int n = 1 + random.nextInt(30); n > 0; n--) {
                    step(random, "c" + number + "-", model, requests, replies);
                }
                client.send(requests.toString()).expect(replies.toString());
            }
        }
    }

    private static void step(
            Random random, String prefix, Map<String, String> model, StringBuilder requests, StringBuilder replies) {
        String key = prefix + random.nextInt(20);
        int length = random.nextInt(40) == 0 ? 70_000 + random.nextInt(200_000) : random.nextInt(2_000);
        String value = String.valueOf((char) ('a' + random.nextInt(26))).repeat(length);
        switch (random.nextInt(7)) {
            case 0 -> {
                requests.append(set(key, value));
                replies.append("STORED\r\n");
                model.put(key, value);
            }
            case 1 -> {
                requests.append(set(key, value).replaceFirst("\r\n", " noreply\r\n"));
                model.put(key, value);
            }
            case 2 -> {
                requests.append("ms ")
                        .append(key)
                        .append(' ')
                        .append(length)
                        .append(" q\r\n")
                        .append(value)
                        .append("\r\n");
                model.put(key, value);
            }
            case 3 -> {
                requests.append("delete ").append(key).append("\r\n");
                replies.append(model.remove(key) == null ? "NOT_FOUND\r\n" : "DELETED\r\n");
            }
            case 4 -> {
                requests.append("mg ").append(key).append(" v q\r\n");
                String v = model.get(key);
                replies.append(v == null ? "" : "VA " + v.length() + "\r\n" + v + "\r\n");
            }
            default -> {
                requests.append("get");
                for (int n = 1 + random.nextInt(8); n > 0; n--) {
                    String k = prefix + random.nextInt(20);
                    requests.append(' ').append(k);
                    replies.append(model.containsKey(k) ? found(k, model.get(k)) : "");
                }
                requests.append("\r\n");
                replies.append("END\r\n");
            }
        }
    }
}

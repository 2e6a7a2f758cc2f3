package io.flotilla.proxy.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever servers leave and return in whatever order, a key that is read has the value that was written last or none, also where a
 * switch moves keys between servers that stay in. Each server is a map that keeps everything while it is out.
 */
class NothingOldTest {
    private static final int HISTORIES = 20;
    private static final int STEPS = 400;

    /** @param keys how many there are; where few of them move between servers that stay in, it takes many */
    record Pool(String name, Supplier<ProxyFixture> proxy, int servers, int keys) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Pool> pools() {
        return Stream.of(
                equal("three by modula", 3, 60, "modula"),
                equal("six by modula", 6, 60, "modula"),
                equal("six by ketama", 6, 60, "ketama"),
                // Each has 156 points, and 160 when one is out.
                equal("25 by ketama", 25, 900, "ketama"),
                weighted("unequal by ketama", 60, "ketama", 1, 2, 5, 1, 3),
                weighted("unequal by modula", 60, "modula", 1, 2, 3, 1));
    }

    private static Pool equal(String name, int servers, int keys, String distribution) {
        return weighted(
                name,
                keys,
                distribution,
                IntStream.generate(() -> 1).limit(servers).toArray());
    }

    private static Pool weighted(String name, int keys, String distribution, int... weights) {
        return new Pool(
                name,
                () -> ProxyFixture.weighted(
                        MemcachedCodec::new,
                        weights,
                        "hash: md5",
                        "distribution: " + distribution,
                        "auto_eject_hosts: true",
                        "redis: false"),
                weights.length,
                keys);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aReadFindsWhatWasWrittenLastOrNothing(Pool pool) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            try (ProxyFixture proxy = pool.proxy.get()) {
                new History(pool, proxy, seed).run();
            }
        }
    }

    /** One run of clients and switches at random. */
    private static final class History {
        private final ProxyFixture proxy;
        private final int servers;
        private final int keys;
        private final long seed;
        private final Random random;
        private final Map<String, Integer> latest = new HashMap<>();
        private final BitSet out = new BitSet();
        private final FakePeer client;
        private int version;

        History(Pool pool, ProxyFixture proxy, long seed) {
            this.proxy = proxy;
            this.servers = pool.servers;
            this.keys = pool.keys;
            this.seed = seed;
            this.random = new Random(seed);
            this.client = proxy.client();
            for (int i = 0; i < servers; i++) {
                Map<String, String> memory = new HashMap<>();
                proxy.server(i).playedBy(() -> new MapServer(memory)::answer);
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                int kind = random.nextInt(100);
                if (kind < 85) {
                    for (int i = 0; i < keys; i += 60) {
                        writeOrRead(kind < 45, step);
                    }
                } else if (kind < 86) {
                    proxy.pool().recordsLost();
                } else {
                    change();
                }
            }
        }

        private void writeOrRead(boolean write, int step) {
            if (write) {
                write();
            } else {
                read(step);
            }
        }

        private String key() {
            return "k" + random.nextInt(keys);
        }

        private void write() {
            String key = key();
            String value = Integer.toString(++version);
            client.send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n")
                    .expect("STORED\r\n");
            latest.put(key, version);
        }

        private void read(int step) {
            String key = key();
            String answer = client.send("get " + key + "\r\n").take();
            if (!answer.equals("END\r\n")) {
                assertThat(answer)
                        .as("seed %s, step %s, without %s", seed, step, out)
                        .startsWith("VALUE " + key + " ")
                        .endsWith("\r\n" + latest.get(key) + "\r\nEND\r\n");
            }
        }

        private void change() {
            BitSet next = (BitSet) out.clone();
            int flips = 1 + random.nextInt(2);
            for (int i = 0; i < flips; i++) {
                next.flip(random.nextInt(servers));
            }
            if (next.cardinality() > Math.min(3, servers - 1)) {
                return;
            }
            int[] without = next.stream().toArray();
            if (random.nextBoolean()) {
                proxy.announceWithout(without);
                write();
            }
            assertThat(proxy.prepareWithout(without)).isTrue();
            if (random.nextInt(5) == 0) {
                proxy.pool().abort();
            } else {
                proxy.commitWithout(without);
                out.clear();
                out.or(next);
            }
        }
    }

    /** A memcached of set, get, delete, flush_all and version. */
    private static final class MapServer {
        private final Map<String, String> memory;
        private String pending = "";

        MapServer(Map<String, String> memory) {
            this.memory = memory;
        }

        String answer(String bytes) {
            pending += bytes;
            StringBuilder answers = new StringBuilder();
            for (int end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
                String[] words = pending.substring(0, end).split(" ");
                int length = words[0].equals("set") ? Integer.parseInt(words[4]) + 2 : 0;
                if (pending.length() < end + 2 + length) {
                    break;
                }
                answers.append(one(words, pending.substring(end + 2, end + 2 + Math.max(0, length - 2))));
                pending = pending.substring(end + 2 + length);
            }
            return answers.toString();
        }

        private String one(String[] words, String value) {
            return switch (words[0]) {
                case "set" -> {
                    memory.put(words[1], value);
                    yield "STORED\r\n";
                }
                case "get" -> {
                    String found = memory.get(words[1]);
                    yield found == null
                            ? "END\r\n"
                            : "VALUE " + words[1] + " 0 " + found.length() + "\r\n" + found + "\r\nEND\r\n";
                }
                case "delete" -> memory.remove(words[1]) == null ? "NOT_FOUND\r\n" : "DELETED\r\n";
                case "flush_all" -> {
                    memory.clear();
                    yield "OK\r\n";
                }
                case "version" -> "VERSION 1.6.18\r\n";
                default -> throw new IllegalArgumentException(String.join(" ", words));
            };
        }
    }
}

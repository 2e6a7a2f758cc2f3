package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random requests, some of them wrong, are answered alike by a memcached and through the proxy. More of them with
 * {@code -Dtest.jvm.extra=-Dflotilla.random.requests=100000}, others with {@code -Dflotilla.random.seed=2}.
 */
class RandomlyAlikeIT {
    private static final int REQUESTS = Integer.getInteger("flotilla.random.requests", 2_000);
    private static final long SEED = Long.getLong("flotilla.random.seed", 1);

    private static final List<String> NAMES = List.of(
            "get",
            "gets",
            "gat",
            "gats",
            "set",
            "add",
            "replace",
            "append",
            "prepend",
            "cas",
            "delete",
            "incr",
            "decr",
            "touch",
            "mg",
            "ms",
            "md",
            "ma",
            "me",
            "mn",
            "version",
            "verbosity",
            "bget",
            "GET",
            "geta",
            "s",
            "mx");
    private static final List<String> KEYS =
            List.of("a", "b", "c", "d", "e", "noreply", "YQ==", "Yg==", "k".repeat(250), "k".repeat(251));
    /** No times that pass while the test runs. */
    private static final List<String> WORDS = List.of(
            "0",
            "100",
            "500",
            "-1",
            "3000",
            "x",
            "noreply",
            "noreply",
            "4294967295",
            "18446744073709551615",
            "2147483646",
            "2147483647",
            "q",
            "b",
            "k",
            "v",
            "s",
            "f",
            "h",
            "c",
            "Oxy",
            "MA",
            "MX",
            "N30",
            "T30",
            "C5",
            "D2",
            "J3",
            "I",
            "quiet",
            "O" + "p".repeat(40),
            "z");
    /** Enough lines to fill up whatever value one of the two might still expect. */
    private static final String FILL = "\r\n".repeat(160);

    private final Random random = new Random(SEED);

    @Test
    void aRandomRequestIsAnsweredAlike() {
        try (RealMemcached direct = RealMemcached.started();
                RealMemcached behind = RealMemcached.started();
                RunningProxy proxy =
                        RunningProxy.of(List.of(behind), "redis: false", "hash: fnv1a_64", "timeout: 10000");
                RawClient one = direct.connect();
                RawClient other = proxy.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                String request = request();
                String sent = request + FILL + "mn\r\n";
                String expected = timeless(one.send(sent).readUntil("\r\nMN\r\n"));
                String actual = timeless(other.send(sent).readUntil("\r\nMN\r\n"));
                assertThat(actual)
                        .as("seed %d, request %d <%s>", SEED, i, request)
                        .isEqualTo(sameErrorOfTwo(expected, actual));
            }
            assertThat(proxy.suspicions()).isEmpty();
        }
    }

    /** Without seconds since the last access, or until the end. */
    private static String timeless(String reply) {
        return reply.replaceFirst(" exp=\\S+ la=\\d+", " exp=E la=L").replaceFirst(" t\\d+", " tT");
    }

    /** Of a meta set with a wrong flag and a wrong value, memcached names the flag, the proxy the value. */
    private static String sameErrorOfTwo(String expected, String actual) {
        String chunk = "CLIENT_ERROR bad data chunk\r\n";
        return actual.startsWith(chunk) && expected.startsWith("CLIENT_ERROR ")
                ? chunk + expected.substring(expected.indexOf('\n') + 1)
                : expected;
    }

    private String request() {
        String name = any(NAMES);
        boolean store = List.of("set", "add", "replace", "append", "prepend", "cas", "ms")
                .contains(name);
        StringBuilder line = new StringBuilder(name);
        boolean proper = random.nextInt(4) > 0;
        int length = random.nextInt(100);
        if (store && proper) {
            line.append(' ')
                    .append(any(KEYS))
                    .append(name.equals("ms") ? " " : " 0 0 ")
                    .append(length);
            line.append(name.equals("cas") ? " " + random.nextInt(200) : "");
        } else if (!name.equals("version") && !name.equals("mn") && random.nextInt(10) > 0) {
            line.append(name.startsWith("gat") && proper ? " 100" : "")
                    .append(' ')
                    .append(any(KEYS));
        }
        for (int n = random.nextInt(random.nextInt(3) == 0 ? 24 : 3); n > 0; n--) {
            // What fills up a line of a store must not announce a value that nobody sends.
            String word = any(WORDS);
            line.append(random.nextInt(12) == 0 ? "  " : " ")
                    .append(store && word.length() > 2 && word.matches("\\d+") ? "70" : word);
        }
        if (name.equals("mn")) {
            return "mg a";
        }
        line.append(random.nextInt(20) == 0 ? "\n" : "\r\n");
        if (store) {
            String value = random.nextInt(3) == 0 ? String.valueOf(random.nextInt(1000)) : "x".repeat(length);
            value = random.nextInt(10) > 0 ? (value + "y".repeat(100)).substring(0, length) : value;
            line.append(value).append("\r\n");
        }
        return line.toString();
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}

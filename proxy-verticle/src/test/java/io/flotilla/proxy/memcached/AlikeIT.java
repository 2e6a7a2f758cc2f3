package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.proxy.wire.Escapes;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The same bytes sent to a memcached and through the proxy get the same bytes back: every line of {@code alike.txt}. */
class AlikeIT {
    private static final String END = "MN\r\n";

    @Test
    void aPoolOfOneServerAnswersAsTheServer() {
        compare(1, Integer.MAX_VALUE, s -> s);
    }

    @Test
    void aPoolOfOneServerAnswersAsTheServerWhenEveryByteComesAlone() {
        compare(1, 1, s -> s);
    }

    @Test
    void aPoolOfThreeServersAnswersAsOneServer() {
        // Every server counts its own cas values.
        compare(3, Integer.MAX_VALUE, s -> s.replaceAll("(VALUE \\S+ \\d+ \\d+) \\d+", "$1 CAS")
                .replaceAll("(HD|VA \\d+)(.*?) c\\d+", "$1$2 cCAS"));
    }

    private static void compare(int servers, int piece, UnaryOperator<String> mask) {
        try (RealMemcached direct = RealMemcached.started();
                RealMemcached one = RealMemcached.started();
                RealMemcached two = RealMemcached.started();
                RealMemcached three = RealMemcached.started();
                RunningProxy proxy = RunningProxy.of(
                        List.of(one, two, three).subList(0, servers),
                        "redis: false",
                        "hash: fnv1a_64",
                        "timeout: 10000")) {
            for (String line : conversations()) {
                String bytes = Escapes.undo(line);
                if (piece == Integer.MAX_VALUE || bytes.length() < 1000) {
                    String expected = talk(direct::connect, bytes, Integer.MAX_VALUE);
                    String actual = talk(proxy::connect, bytes, piece);
                    assertThat(mask.apply(actual)).as(line).isEqualTo(mask.apply(expected));
                }
            }
            assertThat(proxy.suspicions()).isEmpty();
        }
    }

    private static String talk(Supplier<RawClient> connect, String bytes, int piece) {
        try (RawClient client = connect.get()) {
            String all = bytes + "mn\r\n";
            for (int i = 0; i < all.length(); i += Math.min(piece, all.length() - i)) {
                client.send(all.substring(i, i + Math.min(piece, all.length() - i)));
            }
            StringBuilder got = new StringBuilder();
            int barriers = count(bytes, "mn") + 1;
            for (int i = 0; i < barriers; i++) {
                got.append(client.readUntil(END));
            }
            return got.toString();
        }
    }

    /** How many lines are this command; none of the values in the table contains one. */
    private static int count(String bytes, String command) {
        return (int) bytes.lines()
                .filter(l -> l.equals(command) || l.startsWith(command + " "))
                .count();
    }

    private static List<String> conversations() {
        try (var in = AlikeIT.class.getResourceAsStream("/memcached/alike.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

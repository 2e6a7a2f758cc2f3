package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A client ends its input while the proxy does not read it, because an earlier request is to be answered first. Over the
 * sockets that a node has, on which the end of the input is heard of also then.
 */
class HalfCloseIT {
    /** Whether the end comes during the pause is a matter of chance: it does in most of them. */
    private static final int TIMES = 50;

    @Test
    void whatCameBehindATransactionIsAnswered() {
        try (RealRedis redis = RealRedis.started();
                RunningProxy proxy = RunningProxy.of(List.of(redis), "redis: true")) {
            String requests = "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\nabc\r\n"
                    + "*1\r\n$4\r\nEXEC\r\n*2\r\n$6\r\nSTRLEN\r\n$1\r\nk\r\n";
            answersWhatCameBeforeTheEnd(proxy, requests, "+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n:3\r\n");
        }
    }

    @Test
    void whatCameBehindALargeValueIsAnswered() {
        try (RealMemcached memcached = RealMemcached.started();
                RunningProxy proxy = RunningProxy.of(List.of(memcached), "redis: false")) {
            String requests = "set k 0 0 400000\r\n" + "v".repeat(400_000) + "\r\nmn\r\n";
            answersWhatCameBeforeTheEnd(proxy, requests, "STORED\r\nMN\r\n");
        }
    }

    private static void answersWhatCameBeforeTheEnd(RunningProxy proxy, String requests, String replies) {
        for (int i = 0; i < TIMES; i++) {
            try (RawClient client = proxy.connect().within(Duration.ofSeconds(20))) {
                client.send(requests).shutdownOutput();
                assertThat(client.readUntilClose()).as("client %d", i).isEqualTo(replies);
            }
        }
    }
}

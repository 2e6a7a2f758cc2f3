package io.flotilla.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the data path does once the topology that it knows no longer counts: nothing, until it is told what does. */
class StaleTopologyIT {
    private static final long MINUTE = 60_000_000_000L;

    private RunningProxy proxy;

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void validFor(long nanos) {
        proxy.context().fleetSwitch().validUntil(System.nanoTime() + nanos);
        // What is posted to the loops after it has been heard by all of them once this has.
        RunningProxy.await(proxy.context().fleetSwitch().refuse(false));
    }

    @Test
    void everyRequestWaitsUntilItIsKnownWhatIsInForce() {
        try (RealMemcached server = RealMemcached.started()) {
            proxy = RunningProxy.of(java.util.List.of(server), "timeout: 60000");
            try (RawClient client = proxy.connect();
                    RawClient other = proxy.connect()) {
                client.send("set a 0 0 1\r\n1\r\n").expect("STORED\r\n");
                validFor(0);
                client.send("get a\r\nget a b\r\nset b 0 0 1\r\n2\r\n").expectSilence(Duration.ofMillis(300));
                other.send("verbosity 1\r\n").expectSilence(Duration.ofMillis(100));
                assertThat(server.get("b")).isNull();
                validFor(MINUTE);
                client.expect("VALUE a 0 1\r\n1\r\nEND\r\nVALUE a 0 1\r\n1\r\nEND\r\nSTORED\r\n");
                other.expect("OK\r\n");
            }
        }
    }

    @Test
    void aTransactionIsNotExecutedMeanwhile() {
        try (RealRedis server = RealRedis.started()) {
            proxy = RunningProxy.of(java.util.List.of(server), "redis: true", "timeout: 60000");
            try (RawClient client = proxy.connect()) {
                assertThat(client.resp("MULTI")).isEqualTo("OK");
                assertThat(client.resp("SET", "a", "1")).isEqualTo("QUEUED");
                validFor(0);
                client.send("*1\r\n$4\r\nEXEC\r\n").expectSilence(Duration.ofMillis(300));
                assertThat(server.call("EXISTS", "a")).isEqualTo(0L);
                validFor(MINUTE);
                client.expect("*1\r\n+OK\r\n");
            }
        }
    }

    @Test
    void whoWaitsLongerThanThePoolsTimeoutIsAnsweredWithAnError() {
        try (RealMemcached server = RealMemcached.started()) {
            proxy = RunningProxy.of(java.util.List.of(server), "timeout: 200");
            try (RawClient client = proxy.connect()) {
                validFor(0);
                client.send("get a\r\n").expect("SERVER_ERROR Connection timed out\r\n");
                validFor(MINUTE);
                client.send("get a\r\n").expect("END\r\n");
            }
        }
    }
}

package io.flotilla.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import io.flotilla.proxy.memcached.MemcachedCodec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** An operator learns of a shortage of memory, and what to change, without a flood of messages. */
class MemoryShortageTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private long now = Long.MAX_VALUE - 10;

    @Test
    void itIsSaidOnceASecond() {
        MemoryShortage shortage = new MemoryShortage(() -> now, told::add);
        OutOfMemoryError error = new OutOfMemoryError("Cannot reserve 65536 bytes");
        shortage.tell(error);
        now += 999_999_999;
        shortage.tell(error);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("direct memory", "Cannot reserve 65536 bytes", "client_output_limit", "MaxDirectMemorySize");
        now++;
        shortage.tell(error);
        shortage.tell(error);
        assertThat(told).hasSize(2);
    }

    @Test
    void aClientsConnectionThatFailsForItSaysSo() {
        isSaid(proxy -> proxy.client().fail(new OutOfMemoryError("as if")));
    }

    @Test
    void aServersConnectionThatFailsForItSaysSo() {
        isSaid(proxy -> {
            proxy.client().send("get a\r\n");
            proxy.server(0).take();
            last(proxy.server(0).connections()).fail(new OutOfMemoryError("as if"));
        });
    }

    private static FakePeer last(List<FakePeer> connections) {
        return connections.get(connections.size() - 1);
    }

    /** Another test may have had it said less than a second ago. */
    private void isSaid(Consumer<ProxyFixture> failure) {
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord said) {
                told.add(said.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        Logger log = Logger.getLogger(MemoryShortage.class.getName());
        log.addHandler(handler);
        try (ProxyFixture proxy = ProxyFixture.of(MemcachedCodec::new, 1, "redis: false")) {
            await().until(() -> {
                failure.accept(proxy);
                return !told.isEmpty();
            });
        } finally {
            log.removeHandler(handler);
        }
    }
}

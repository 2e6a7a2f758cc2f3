package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger beats = new AtomicInteger();
    private final AtomicBoolean calm = new AtomicBoolean(true);

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Pulse started(int heartbeatMillis, Runnable beat) {
        Pulse pulse = new Pulse(vertx, heartbeatMillis, beat, calm::get);
        vertx.runOnContext(v -> pulse.start());
        return pulse;
    }

    @Test
    void itGoesOnWhateverABeatThrows() {
        vertx.exceptionHandler(e -> {});
        started(250, () -> {
            if (beats.incrementAndGet() == 2) {
                throw new IllegalStateException("a fault");
            }
        });
        await().until(() -> beats.get() > 4);
    }

    @Test
    void itIsSlowWhileNothingIsUnderWay() {
        long from = System.nanoTime();
        started(250, beats::incrementAndGet);
        await().pollInterval(Duration.ofMillis(5)).until(() -> beats.get() > 10);
        assertThat((System.nanoTime() - from) / 1_000_000).isGreaterThanOrEqualTo(10 * 50 - 50);
    }

    @Test
    void nothingBeatsAfterItWasStopped() throws Exception {
        Pulse pulse = started(250, beats::incrementAndGet);
        await().until(() -> beats.get() > 1);
        calm.set(false);
        vertx.runOnContext(v -> {
            pulse.stop();
            pulse.quicken();
            beats.set(0);
        });
        Thread.sleep(300);
        assertThat(beats).hasValue(0);
    }
}

package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that has lost an event loop does not go on. */
class LoopWatchTest {
    private final List<String> lost = new CopyOnWriteArrayList<>();

    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    }

    private static void end(EventLoopGroup loops) {
        EventExecutor last = null;
        for (EventExecutor loop : loops) {
            last = loop;
        }
        last.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void aLoopThatEndsIsLost() {
        Vertx vertx = vertx();
        LoopWatch watch = LoopWatch.of(vertx, lost::add);
        end(((VertxInternal) vertx).nettyEventLoopGroup());
        await().until(() -> lost.size() == 1);
        assertThat(lost).containsExactly("it was shut down");
        end(((VertxInternal) vertx).acceptorEventLoopGroup());
        await().until(() -> lost.size() == 2);
        watch.end();
        vertx.close();
    }

    @Test
    void aNodeThatIsStoppedLosesNone() throws Exception {
        Vertx vertx = vertx();
        LoopWatch watch = LoopWatch.of(vertx, lost::add);
        EventLoopGroup loops = ((VertxInternal) vertx).nettyEventLoopGroup();
        watch.end();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(loops.terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(lost).isEmpty();
    }

    @Test
    void theProcessEndsAndSaysWhy() throws Exception {
        List<String> command = new ArrayList<>(FlotillaProcess.javaCommand());
        command.addAll(List.of("-cp", FlotillaProcess.classPath(), LosesALoop.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(said).contains("an event loop has ended, exiting at once: it was shut down");
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process whose loops are watched, and one of which ends. */
    static final class LosesALoop {
        public static void main(String[] args) throws IOException {
            Vertx vertx = vertx();
            LoopWatch.of(vertx);
            end(((VertxInternal) vertx).nettyEventLoopGroup());
        }
    }
}

package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.config.ConfigReader;
import io.flotilla.stats.Metrics;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {
    private static final String YAML = """
            alpha:
              listen: 127.0.0.1:22121
              servers:
               - 127.0.0.1:11211:1
            """;

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(ConfigWatch.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Path file;

    @BeforeEach
    void watch() throws Exception {
        logger.addHandler(handler);
        file = Files.writeString(folder.resolve("flotilla.yml"), YAML);
        OwnAddresses addresses =
                new OwnAddresses(NodeArguments.parse("--bind", "127.0.0.2").check());
        ConfigWatch watch = new ConfigWatch(file, addresses.apply(ConfigReader.read(file)), addresses, metrics, 20);
        vertx.deployVerticle(watch).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        logger.removeHandler(handler);
    }

    /** At one moment, so that no scan sees half of it. */
    private void write(String text) throws Exception {
        Path whole = Files.writeString(folder.resolve("new"), text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitLog(String... lines) {
        await().untilAsserted(() -> assertThat(String.join("\n", log)).contains(lines));
    }

    private void expectSeries(int pending, int rejected) {
        await().untilAsserted(() -> assertThat(metrics.scrape(null))
                .contains(
                        "flotilla_config_pending " + pending + ".0",
                        "flotilla_config_rejected_total " + rejected + ".0"));
    }

    @Test
    void aChangeIsToldOnceUntilTheFileSaysAgainWhatTheNodeRunsBy() throws Exception {
        expectSeries(0, 0);
        assertThat(log).isEmpty();

        write(YAML + "   - 127.0.0.1:11212:1\n");
        awaitLog("'" + file + "' has changed: this node takes it up at its next start");
        expectSeries(1, 0);

        write(YAML);
        awaitLog("'" + file + "' says again what this node runs by");
        expectSeries(0, 0);
        assertThat(log).hasSize(2);
    }

    @Test
    void everyFaultOfAChangedFileIsNamed() throws Exception {
        write(YAML.replace("11211:1", "11211:none") + "  hash: sha512\n");
        awaitLog("would be refused; this node goes on as it is", "11211:none", "sha512");
        expectSeries(1, 1);
    }

    @Test
    void aFileThatIsGoneOrIsNoYamlIsAFaultAndNotWhatTheNodeRunsBy() throws Exception {
        Files.delete(file);
        awaitLog("would be refused", "cannot");
        expectSeries(1, 1);

        write("alpha: [");
        expectSeries(1, 2);

        write("# the same\n" + YAML);
        awaitLog("says again what this node runs by");
        expectSeries(0, 2);
    }
}

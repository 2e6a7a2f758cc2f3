package io.flotilla.node;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.stats.Metrics;
import io.micrometer.core.instrument.Counter;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/**
 * Notices that the configuration file no longer says what this node runs by, and says so once for each change: in the log,
 * with every fault of a file that would be refused, and in two series. The node goes on with what it started with; what the
 * file says takes effect at its next start.
 *
 * <p>vertx-config tells that the bytes of the file are others than before; what they mean is read by {@link ConfigReader}.
 */
final class ConfigWatch extends VerticleBase {
    private static final Logger LOG = System.getLogger(ConfigWatch.class.getName());
    /** How often a node looks at its file, in milliseconds. */
    static final long SCAN_MILLIS = 5_000;

    private final Path file;
    private final FlotillaConfig running;
    private final OwnAddresses addresses;
    private final Metrics metrics;
    private final long scanMillis;
    private ConfigRetriever retriever;
    private Counter rejected;
    private volatile boolean pending;

    /**
     * @param running what the node runs by
     * @param addresses what {@code running} differs from its file by
     */
    ConfigWatch(Path file, FlotillaConfig running, OwnAddresses addresses, Metrics metrics, long scanMillis) {
        this.file = file;
        this.running = running;
        this.addresses = addresses;
        this.metrics = metrics;
        this.scanMillis = scanMillis;
    }

    @Override
    public Future<?> start() {
        metrics.gauge(
                "flotilla.config.pending",
                "1 if the configuration file says something else than this node runs by",
                () -> pending ? 1 : 0);
        rejected = metrics.counter(
                "flotilla.config.rejected", "Changes of the configuration file that would be refused at a start");
        // Optional, so that a file that is gone is one change and not an error at every scan.
        retriever = ConfigRetriever.create(
                vertx,
                new ConfigRetrieverOptions()
                        .setIncludeDefaultStores(false)
                        .setScanPeriod(scanMillis)
                        .addStore(new ConfigStoreOptions()
                                .setType("file")
                                .setFormat("raw")
                                .setOptional(true)
                                .setConfig(new JsonObject()
                                        .put("path", file.toAbsolutePath().toString())
                                        .put("raw.key", "bytes")
                                        .put("raw.type", "binary"))));
        retriever.listen(change -> check());
        // It may have changed since it was read at the start.
        return retriever.getConfig().compose(first -> check());
    }

    @Override
    public Future<?> stop() {
        return retriever.close();
    }

    private Future<Void> check() {
        return vertx.executeBlocking(() -> {
            compare();
            return null;
        });
    }

    private void compare() {
        try {
            boolean differs = !addresses.apply(ConfigReader.read(file)).equals(running);
            if (differs) {
                LOG.log(Level.WARNING, "''{0}'' has changed: this node takes it up at its next start", file);
            } else if (pending) {
                LOG.log(Level.INFO, "''{0}'' says again what this node runs by", file);
            }
            pending = differs;
        } catch (ConfigException | StartException e) {
            pending = true;
            rejected.increment();
            LOG.log(Level.WARNING, "''{0}'' has changed and would be refused; this node goes on as it is", file);
            e.getMessage().lines().forEach(line -> LOG.log(Level.WARNING, "{0}", line));
        }
    }
}

package io.flotilla.topology;

/** The {@link ServerHealth} of every server of every pool, for the data path to report to. */
@FunctionalInterface
public interface HealthBoard {

    /** The health of this server. The same object for the same arguments. */
    ServerHealth of(String pool, String server);
}

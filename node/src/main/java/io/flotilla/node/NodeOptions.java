package io.flotilla.node;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A node's command line, checked.
 *
 * @param verbosity 0 to 11
 * @param logFile where the log is appended; standard error without it
 * @param configFile the configuration
 * @param statsPort the raw JSON port
 * @param statsAddress its address; without it {@code bind}, or all addresses
 * @param pidFile where the process id is written
 * @param bind what replaces the host of every listener, stats, admin and cluster address
 * @param join members of the fleet to join
 * @param clusterPort the cluster port
 * @param adminPort the HTTP port
 * @param adminAddress its address; without it {@code bind}, or loopback
 * @param adminTokenFile a file with what changes over HTTP need
 * @param nodeName the node's name in its fleet
 * @param transport what the event loops run on
 * @param loops how many event loops carry requests, at least 1
 * @param daemon whether the process is to leave its terminal
 * @param readyFile what is made once the node listens, for whoever started it as a daemon
 */
record NodeOptions(
        int verbosity,
        Optional<Path> logFile,
        Path configFile,
        int statsPort,
        Optional<String> statsAddress,
        Optional<Path> pidFile,
        Optional<String> bind,
        Optional<String> join,
        Optional<Integer> clusterPort,
        int adminPort,
        Optional<String> adminAddress,
        Optional<Path> adminTokenFile,
        Optional<String> nodeName,
        TransportChoice transport,
        int loops,
        boolean daemon,
        Optional<Path> readyFile) {

    /** Where nutcracker looks for its configuration. */
    static final String DEFAULT_CONFIG = "conf/nutcracker.yml";

    static final int DEFAULT_STATS_PORT = 22222;
    static final int DEFAULT_ADMIN_PORT = 22223;
}

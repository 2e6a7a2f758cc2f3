package io.flotilla.stats;

import java.util.Optional;

/**
 * Where the statistics listen.
 *
 * @param statsAddress host of the raw JSON port, or the path of a unix socket if it begins with a slash
 * @param statsPort the raw JSON port
 * @param adminAddress host of the HTTP port
 * @param adminPort the HTTP port
 * @param adminToken what whoever changes something over HTTP must bring; without one only loopback may
 */
public record StatsOptions(
        String statsAddress, int statsPort, String adminAddress, int adminPort, Optional<String> adminToken) {

    /** Without a token. */
    public StatsOptions(String statsAddress, int statsPort, String adminAddress, int adminPort) {
        this(statsAddress, statsPort, adminAddress, adminPort, Optional.empty());
    }

    /** All but the token. */
    @Override
    public String toString() {
        return "StatsOptions[stats=" + statsAddress + ":" + statsPort + ", admin=" + adminAddress + ":" + adminPort
                + ", adminToken=" + (adminToken.isPresent() ? "***" : "none") + "]";
    }
}

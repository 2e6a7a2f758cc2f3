package io.flotilla.stats;

/**
 * Where the statistics listen.
 *
 * @param statsAddress host of the raw JSON port, or the path of a unix socket if it begins with a slash
 * @param statsPort the raw JSON port
 * @param adminAddress host of the HTTP port
 * @param adminPort the HTTP port
 */
public record StatsOptions(String statsAddress, int statsPort, String adminAddress, int adminPort) {}

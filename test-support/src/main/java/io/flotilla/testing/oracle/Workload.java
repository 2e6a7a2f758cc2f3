package io.flotilla.testing.oracle;

/**
 * What the clients do.
 *
 * @param keys how many there are, each with one writer; at least as many as writers
 * @param writers threads that write
 * @param readers threads that read
 * @param pauseMicros microseconds between the requests of a thread
 */
public record Workload(int keys, int writers, int readers, int pauseMicros) {}

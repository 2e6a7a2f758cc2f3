package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;

/** One row of the comparison: a load, how it is made, and among whom. */
record Case(String name, Scene scene, Load load, Generator generator) {

    /** How the requests are made. */
    enum Generator {
        /** The project's own, each client waiting for its replies. */
        CLOSED_LOOP,
        /** The project's own, at half of the rate that nutcracker reaches in the closed loop. */
        OPEN_LOOP,
        /** redis-benchmark, GET alone. */
        REDIS_BENCHMARK
    }
}

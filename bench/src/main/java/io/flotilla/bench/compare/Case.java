package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;

/** One row of the comparison: a load, how it is made, and among whom. */
record Case(String name, Scene scene, Load load, Generator generator) {

    /** How the requests are made. */
    enum Generator {
        /** The project's own, each client waiting for its replies. */
        CLOSED_LOOP(0),
        /** The project's own, at half of the rate that nutcracker reaches in the closed loop. */
        OPEN_HALF(2),
        /** The same at a fifth, at which a small machine's generator and servers do not have to wait for a core. */
        OPEN_FIFTH(5),
        /** redis-benchmark, GET alone. */
        REDIS_BENCHMARK(0);

        private final int part;

        Generator(int part) {
            this.part = part;
        }

        /** Whether requests are due at a fixed rate. */
        boolean isOpen() {
            return part > 0;
        }

        /** The peak over the rate of an open loop. */
        int part() {
            return part;
        }
    }
}

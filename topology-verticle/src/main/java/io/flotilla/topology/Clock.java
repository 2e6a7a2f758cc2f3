package io.flotilla.topology;

/** Time for the state machines. */
interface Clock {
    /** Milliseconds since some moment; never goes back. */
    long millis();

    /** Milliseconds since 1970 by the wall clock; may jump. */
    long wallMillis();

    /** The machine's own clock. */
    static Clock system() {
        return new Clock() {
            @Override
            public long millis() {
                return System.nanoTime() / 1_000_000;
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }
        };
    }
}

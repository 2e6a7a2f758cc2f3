package io.flotilla.bench.oracle;

/**
 * Something that was done to a server.
 *
 * @param atMillis since the clients began
 * @param millis until the server went on, or was started again
 */
record Fault(long atMillis, Kind kind, String server, long millis) {
    enum Kind {
        /** SIGSTOP, for longer than the proxies' patience. */
        HANG,
        /** SIGSTOP, so short that the server may go on before it is ejected. */
        HICCUP,
        /** SIGKILL, and started again, empty. */
        KILL
    }

    @Override
    public String toString() {
        return "%.3f s: %s %s for %d ms".formatted(atMillis / 1000.0, kind, server, millis);
    }
}

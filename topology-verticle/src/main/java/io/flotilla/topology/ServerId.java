package io.flotilla.topology;

import java.util.Comparator;

/** A server of a pool, by the names of both. */
record ServerId(String pool, String server) implements Comparable<ServerId> {
    private static final Comparator<ServerId> ORDER =
            Comparator.comparing(ServerId::pool).thenComparing(ServerId::server);

    @Override
    public int compareTo(ServerId other) {
        return ORDER.compare(this, other);
    }

    /** {@code pool/server}, as logs and replies write it. */
    @Override
    public String toString() {
        return pool + "/" + server;
    }
}

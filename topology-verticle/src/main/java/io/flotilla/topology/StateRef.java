package io.flotilla.topology;

/** Names one agreed state. Within a lineage the version alone orders them. */
record StateRef(Lineage lineage, long version, long epoch) {
    boolean isOlderThan(StateRef other) {
        return version < other.version;
    }
}

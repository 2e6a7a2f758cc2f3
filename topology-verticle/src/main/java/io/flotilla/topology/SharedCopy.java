package io.flotilla.topology;

import java.io.Serializable;

/** The agreed state as the fleet's map holds it: its JSON, and what tells newer from older. */
record SharedCopy(long epoch, long version, String json) implements Serializable {
    private static final long serialVersionUID = 1;

    boolean isNewerThan(SharedCopy other) {
        return epoch > other.epoch || (epoch == other.epoch && version > other.version);
    }
}

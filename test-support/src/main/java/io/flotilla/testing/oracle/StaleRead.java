package io.flotilla.testing.oracle;

/**
 * A read that returned an older version than the last one acknowledged before it was sent.
 *
 * @param atMillis since the run began
 */
public record StaleRead(long atMillis, String proxy, String key, long returned, long acknowledged) {
    @Override
    public String toString() {
        return "%.3f s: %s returned version %d of %s, %d was acknowledged before the read was sent"
                .formatted(atMillis / 1000.0, proxy, returned, key, acknowledged);
    }
}

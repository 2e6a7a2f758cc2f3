package io.flotilla.bench.load;

/**
 * What the clients ask for.
 *
 * @param getPercent how many of 100 requests read; the others write one value
 * @param valueBytes the size of every value
 * @param pipeline requests that a client sends together, at least 1; it waits for all their replies
 * @param clients connections
 * @param keysPerGet keys of a reading request: 1 is GET or get, more are MGET or a get of several keys
 */
public record Load(Protocol protocol, int getPercent, int valueBytes, int pipeline, int clients, int keysPerGet) {
    private static final int MOST_KEYS = 10_000;
    private static final int FEWEST_KEYS = 16;
    private static final int ALL_VALUES = 32 << 20;

    /** How many keys are in use: 10,000, or fewer when the values would take more than 32 MiB. */
    public int keys() {
        return Math.max(FEWEST_KEYS, Math.min(MOST_KEYS, ALL_VALUES / valueBytes));
    }

    /** The same with another number of clients and requests sent together. */
    public Load with(int otherClients, int otherPipeline) {
        return new Load(protocol, getPercent, valueBytes, otherPipeline, otherClients, keysPerGet);
    }

    /**
     * Key number {@code i}. Each value size has keys of its own. Those of 100 bytes are named as redis-benchmark names
     * its keys.
     */
    String key(int i) {
        long first = valueBytes == 100 ? 0 : valueBytes * (long) MOST_KEYS;
        return String.format("key:%012d", first + i);
    }
}

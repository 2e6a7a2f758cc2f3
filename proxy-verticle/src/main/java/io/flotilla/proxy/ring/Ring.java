package io.flotilla.proxy.ring;

import io.flotilla.config.PoolConfig;
import io.flotilla.topology.Topology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The servers of one pool that take requests under one topology, arranged so that a hash value finds its server in a
 * few steps. Immutable; lookups allocate nothing and may run on any thread.
 *
 * <p>Servers are named by their index in {@link PoolConfig#servers()}, whatever is out.
 */
public abstract class Ring {
    /** What {@link #server} answers when no server of the pool is in. */
    public static final int NONE = -1;

    private final BitSet in;

    Ring(BitSet in) {
        this.in = in;
    }

    /**
     * The ring of a pool without the servers that the topology puts out.
     *
     * @throws IllegalArgumentException if the weights of the servers that are in add up to more than an unsigned 32-bit
     *     number
     */
    public static Ring of(PoolConfig pool, Topology topology) {
        BitSet in = new BitSet(pool.servers().size());
        for (int i = 0; i < pool.servers().size(); i++) {
            in.set(i, topology.isIn(pool.name(), pool.servers().get(i).name()));
        }
        return of(pool, in);
    }

    private static Ring of(PoolConfig pool, BitSet in) {
        if (in.cardinality() <= 1) {
            return new ConstantRing(in);
        }
        checkWeights(pool, in);
        return switch (pool.distribution()) {
            case KETAMA -> new KetamaRing(pool, in);
            case MODULA -> new ModulaRing(pool, in);
            case RANDOM -> new RandomRing(in);
        };
    }

    /** The ring of a pool with every server in: it gives each key's home. */
    public static Ring of(PoolConfig pool) {
        return of(pool, Topology.INITIAL);
    }

    /**
     * The index of the server for this hash value, or {@link #NONE}.
     *
     * @param hash an unsigned 32-bit number; any value if {@link #usesHash()} is false
     */
    public abstract int server(int hash);

    /** Whether the hash value matters. Where it does not, a key need not be hashed. */
    public abstract boolean usesHash();

    /** Whether the same hash value always gives the same server; not so for the random distribution. */
    public boolean isStable() {
        return true;
    }

    /** What the ring consists of, in its order; empty if the hash value does not matter. */
    public abstract List<Point> continuum();

    /**
     * The index in {@link #continuum()} of the point that decides for this hash value, or -1 if the hash value does not
     * matter.
     */
    public abstract int point(int hash);

    /** This ring as it would be with one more server in. */
    public Ring with(PoolConfig pool, int server) {
        BitSet more = (BitSet) in.clone();
        more.set(server);
        return of(pool, more);
    }

    /** The indexes of the servers that are in; not to be changed. */
    BitSet in() {
        return in;
    }

    /** Whether this server is in. */
    public boolean contains(int server) {
        return in.get(server);
    }

    /** How many servers are in. */
    public int size() {
        return in.cardinality();
    }

    /**
     * One element of the continuum.
     *
     * @param value its place among the hash values, 0 to 2^32 - 1; always 0 for modula, which goes by the index
     * @param server the index of its server
     */
    public record Point(long value, int server) {}

    /** The indexes of the servers that are in. */
    static int[] indexes(BitSet in) {
        return in.stream().toArray();
    }

    static long totalWeight(PoolConfig pool, BitSet in) {
        return in.stream().mapToLong(i -> pool.servers().get(i).weight()).sum();
    }

    static List<Point> points(int count, java.util.function.IntFunction<Point> point) {
        List<Point> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(point.apply(i));
        }
        return points;
    }

    private static void checkWeights(PoolConfig pool, BitSet in) {
        long total = totalWeight(pool, in);
        if (total > 0xffff_ffffL) {
            throw new IllegalArgumentException("pool '" + pool.name() + "': the weights of its servers add up to "
                    + total + ", the most allowed is " + 0xffff_ffffL);
        }
    }
}

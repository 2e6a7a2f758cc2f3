package io.flotilla.proxy.ring;

import io.flotilla.config.PoolConfig;
import io.flotilla.config.ServerConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Computes the continuum of weighted ketama as twemproxy and libmemcached do: four points from each MD5 of {@code
 * name-0}, {@code name-1} and so on.
 *
 * <p>How many a server gets is computed in 32-bit floating point, and its rounding is part of the result: of 25 equal
 * servers each has 156, not 160. The key hash of the pool has no influence here.
 */
final class KetamaPoints {
    private static final int POINTS_PER_SERVER = 160;
    private static final int POINTS_PER_DIGEST = 4;

    private KetamaPoints() {}

    /**
     * The points in order, each with its server as {@link KetamaRing} packs them; of equal values the server listed
     * first comes first.
     */
    static long[] sorted(PoolConfig pool, BitSet in) {
        int[] counts = counts(pool, in);
        long[] points = new long[Arrays.stream(counts).sum()];
        int at = 0;
        for (int server = in.nextSetBit(0); server >= 0; server = in.nextSetBit(server + 1)) {
            at = addPoints(points, at, pool.servers().get(server), server, counts[server]);
        }
        // Ordering by value, then by server index, is what a stable sort of the values gives: servers are added in
        // index order.
        Arrays.sort(points);
        return points;
    }

    /** How many points each server of the pool has; 0 for those that are not in. */
    static int[] counts(PoolConfig pool, BitSet in) {
        long totalWeight = Ring.totalWeight(pool, in);
        int live = in.cardinality();
        int[] counts = new int[pool.servers().size()];
        in.stream().forEach(i -> counts[i] = count(pool.servers().get(i).weight(), totalWeight, live));
        return counts;
    }

    /**
     * How many points a server has, a multiple of 4 and possibly 0.
     *
     * @param totalWeight the sum of the weights of all live servers, an unsigned 32-bit number
     */
    static int count(int weight, long totalWeight, int live) {
        float share = (float) weight / (float) totalWeight;
        float digests = share * POINTS_PER_SERVER / POINTS_PER_DIGEST * (float) live;
        float rounded = (float) (digests + 0.0000000001);
        return (int) (float) Math.floor(rounded) * POINTS_PER_DIGEST;
    }

    private static int addPoints(long[] points, int from, ServerConfig server, int index, int count) {
        MessageDigest md5 = md5();
        int at = from;
        for (int n = 0; n < count / POINTS_PER_DIGEST; n++) {
            byte[] digest = md5.digest((server.name() + "-" + n).getBytes(StandardCharsets.UTF_8));
            ByteBuffer values = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < POINTS_PER_DIGEST; p++) {
                points[at++] = KetamaRing.position(values.getInt()) | index;
            }
        }
        return at;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}

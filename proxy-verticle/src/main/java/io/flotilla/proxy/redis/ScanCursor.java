package io.flotilla.proxy.redis;

import io.flotilla.config.ServerConfig;
import io.flotilla.proxy.client.PoolLoop;
import java.util.zip.CRC32;

/**
 * The cursor of a SCAN over several servers, as one unsigned number: which server, which servers were in when the scan
 * began, and that server's own cursor. 0 begins a scan and ends it.
 *
 * <pre>
 *   bit 63                    22 21          10 9         0
 *      | server's own cursor    | fingerprint  | server    |
 * </pre>
 *
 * <p>Redis' cursors are smaller than its hash table, so that 42 bits are enough for any, and as long as a server has less than
 * 2^31 keys the whole is below 2^53: clients that keep cursors in a double lose nothing.
 */
final class ScanCursor {
    private static final int SERVER_BITS = 12;
    private static final int FINGERPRINT_BITS = 10;
    private static final int OWN_SHIFT = SERVER_BITS + FINGERPRINT_BITS;
    private static final long MOST_OWN = (1L << (64 - OWN_SHIFT)) - 1;

    private ScanCursor() {}

    /** Whether there is room for this server's index and its own cursor (unsigned). */
    static boolean fits(int server, long own) {
        return server < 1 << SERVER_BITS && Long.compareUnsigned(own, MOST_OWN) <= 0;
    }

    /** A cursor (unsigned) of parts that {@link #fits fit}. */
    static long pack(int server, int fingerprint, long own) {
        return own << OWN_SHIFT | (long) fingerprint << SERVER_BITS | server;
    }

    static int server(long cursor) {
        return (int) (cursor & (1 << SERVER_BITS) - 1);
    }

    static int fingerprint(long cursor) {
        return (int) (cursor >>> SERVER_BITS & (1 << FINGERPRINT_BITS) - 1);
    }

    static long own(long cursor) {
        return cursor >>> OWN_SHIFT;
    }

    /** A number from 1 to 1023 made of the names of the servers that are in: another set is very likely another number. */
    static int fingerprintOf(PoolLoop pool) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < pool.servers(); i++) {
            if (pool.ring().contains(i)) {
                ServerConfig server = pool.link(i).config();
                crc.update(Resp.ascii(i + " " + server.name() + " " + server.weight() + "\n"));
            }
        }
        return 1 + (int) (crc.getValue() % ((1 << FINGERPRINT_BITS) - 1));
    }

    /** Reads an unsigned decimal number; throws {@link NumberFormatException} if it is none. */
    static long parse(String text) {
        if (text.isEmpty() || text.charAt(0) < '0' || text.charAt(0) > '9') {
            throw new NumberFormatException(text);
        }
        return Long.parseUnsignedLong(text);
    }
}

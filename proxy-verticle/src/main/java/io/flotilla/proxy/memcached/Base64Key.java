package io.flotilla.proxy.memcached;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Decodes the key of a meta command with flag {@code b}, so that it is routed by the bytes it stands for. As forgiving as
 * memcached: bytes that do not belong to base64 are skipped. Standard alphabet (RFC 4648, section 4).
 */
final class Base64Key {
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private final ByteBuf key = Unpooled.buffer(192);

    /** Decodes so many bytes; the result is in {@link #bytes} from index 0. Returns its length, 0 if it is no base64. */
    int decode(ByteBuf in, int start, int length) {
        key.clear();
        int bits = 0;
        int symbols = 0;
        int padding = 0;
        for (int i = start; i < start + length; i++) {
            byte b = in.getByte(i);
            int value = VALUES[b & 0xff];
            if (b == '=') {
                padding++;
                value = 0;
            } else if (value < 0) {
                continue;
            }
            bits = bits << 6 | value;
            if ((++symbols & 3) == 0) {
                key.writeMedium(bits);
                if (padding > 0) {
                    break;
                }
            }
        }
        boolean whole = symbols > 0 && (symbols & 3) == 0 && padding <= 2;
        return whole ? key.writerIndex() - padding : 0;
    }

    /** Where the decoded key is. */
    ByteBuf bytes() {
        return key;
    }
}

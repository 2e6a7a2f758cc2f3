package io.flotilla.proxy.hash;

import io.netty.buffer.ByteBuf;

/**
 * CRC-16 with polynomial 0x1021 from 0 (XMODEM) in a 32-bit register that is never masked: the low 16 bits are the CRC,
 * the high 16 what earlier bytes left there, and both count.
 */
final class Crc16 implements KeyHasher {
    static final KeyHasher INSTANCE = new Crc16();

    private static final int[] TABLE = table();

    private Crc16() {}

    @Override
    public int hash(ByteBuf buf, int offset, int length) {
        int[] table = TABLE;
        int crc = 0;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 8; i += 8) {
            long word = buf.getLongLE(i);
            for (int shift = 0; shift < 64; shift += 8) {
                crc = step(table, crc, (int) (word >> shift));
            }
        }
        for (; i < end; i++) {
            crc = step(table, crc, buf.getByte(i));
        }
        return crc;
    }

    @Override
    public int hash(byte[] bytes, int offset, int length) {
        int[] table = TABLE;
        int crc = 0;
        for (int i = offset; i < offset + length; i++) {
            crc = step(table, crc, bytes[i]);
        }
        return crc;
    }

    private static int step(int[] table, int crc, int b) {
        return (crc << 8) ^ table[((crc >>> 8) ^ b) & 0xff];
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int n = 0; n < 256; n++) {
            int c = n << 8;
            for (int bit = 0; bit < 8; bit++) {
                c = (c & 0x8000) != 0 ? (c << 1) ^ 0x1021 : c << 1;
            }
            table[n] = c & 0xffff;
        }
        return table;
    }
}

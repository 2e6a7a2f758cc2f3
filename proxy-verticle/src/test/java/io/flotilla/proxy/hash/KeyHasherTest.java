package io.flotilla.proxy.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.config.KeyHash;
import io.flotilla.proxy.TwemproxyVectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyHasherTest {
    private static final int LONGEST = 300;

    @ParameterizedTest
    @EnumSource(KeyHash.class)
    void everyValueThatTwemproxyComputesIsTheSame(KeyHash name) {
        JsonObject vectors = TwemproxyVectors.hashes();
        assertThat(vectors.size()).isEqualTo(12);
        for (String hex : vectors.fieldNames()) {
            long expected = vectors.getJsonObject(hex).getLong(name.word());
            assertThat(hash(name, TwemproxyVectors.key(hex)))
                    .as("%s of %s", name.word(), hex)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theHashesOfAppleAreThoseOfLibmemcached() {
        Map<KeyHash, Long> expected = new EnumMap<>(KeyHash.class);
        expected.put(KeyHash.ONE_AT_A_TIME, 2297466611L);
        expected.put(KeyHash.MD5, 3195025439L);
        expected.put(KeyHash.CRC16, 3662830516L);
        expected.put(KeyHash.CRC32, 10542L);
        expected.put(KeyHash.CRC32A, 2838417488L);
        expected.put(KeyHash.FNV1_64, 473199127L);
        expected.put(KeyHash.FNV1A_64, 1488911807L);
        expected.put(KeyHash.FNV1_32, 67176023L);
        expected.put(KeyHash.FNV1A_32, 280767167L);
        expected.put(KeyHash.HSIEH, 3738850110L);
        expected.put(KeyHash.MURMUR, 4142305122L);
        expected.put(KeyHash.JENKINS, 1442444624L);
        assertThat(expected).hasSize(KeyHash.values().length);
        expected.forEach((name, value) -> assertThat(hash(name, "apple".getBytes(StandardCharsets.US_ASCII)))
                .as(name.word())
                .isEqualTo(value));
    }

    @Test
    void bytesFrom0x80OnAreNegativeWhereTheOriginalReadsChars() {
        byte[] high = {(byte) 0xff, (byte) 0xfe, (byte) 0xfd};
        assertThat(hash(KeyHash.ONE_AT_A_TIME, high)).isEqualTo(1196771768L);
        assertThat(hash(KeyHash.FNV1A_64, high)).isEqualTo(2400096983L);
        assertThat(hash(KeyHash.FNV1_64, high)).isEqualTo(2481844359L);
        assertThat(hash(KeyHash.FNV1A_32, high)).isEqualTo(3211609367L);
        assertThat(hash(KeyHash.HSIEH, high)).isEqualTo(3649655134L);
    }

    @ParameterizedTest
    @EnumSource(KeyHash.class)
    void aKeyHashesAlikeInAnArrayAndInEveryKindOfBufferAtAnyOffset(KeyHash name) {
        KeyHasher hasher = KeyHasher.of(name);
        Random random = new Random(7);
        for (int length = 0; length <= LONGEST; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            int expected = hasher.hash(key);
            int offset = random.nextInt(9);
            byte[] padded = padded(key, offset, random);
            assertThat(hasher.hash(padded, offset, length))
                    .as("array, %d bytes", length)
                    .isEqualTo(expected);
            for (ByteBuf buf : buffers(padded)) {
                assertThat(hasher.hash(buf, offset, length))
                        .as("%s, %d bytes", buf.getClass(), length)
                        .isEqualTo(expected);
                assertThat(buf.readerIndex()).isZero();
                buf.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(KeyHash.class)
    void aLongKeyHashesAlikeInAnArrayAndInADirectBuffer(KeyHash name) {
        byte[] key = new byte[100_003];
        new Random(11).nextBytes(key);
        ByteBuf buf = ByteBufAllocator.DEFAULT.directBuffer().writeBytes(key);
        try {
            assertThat(KeyHasher.of(name).hash(buf, 0, key.length))
                    .isEqualTo(KeyHasher.of(name).hash(key));
        } finally {
            buf.release();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyHash.class)
    void aRangeThatLeavesTheBufferIsRefused(KeyHash name) {
        KeyHasher hasher = KeyHasher.of(name);
        ByteBuf buf = ByteBufAllocator.DEFAULT.directBuffer(20, 20).writeZero(20);
        try {
            assertThatThrownBy(() -> hasher.hash(buf, 5, 16)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> hasher.hash(new byte[20], 5, 16)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(hasher.hash(buf, 4, 16)).as("still right after it").isEqualTo(hasher.hash(new byte[16]));
        } finally {
            buf.release();
        }
    }

    @Test
    void crc32aIsTheCrcOfZlibAndCrc32FifteenBitsOfIt() {
        Random random = new Random(13);
        for (int length = 0; length < LONGEST; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            CRC32 crc = new CRC32();
            crc.update(key);
            assertThat(hash(KeyHash.CRC32A, key)).isEqualTo(crc.getValue());
            assertThat(hash(KeyHash.CRC32, key)).isEqualTo((crc.getValue() >> 16) & 0x7fff);
        }
    }

    @Test
    void keysThatDifferInTheirLastByteHashCloseTogetherByFnv1a64() {
        long first = hash(KeyHash.FNV1A_64, "key-0".getBytes(StandardCharsets.US_ASCII));
        for (char digit = '1'; digit <= '9'; digit++) {
            long other = hash(KeyHash.FNV1A_64, ("key-" + digit).getBytes(StandardCharsets.US_ASCII));
            assertThat(Math.abs(other - first)).isLessThan(111_000);
        }
    }

    private static long hash(KeyHash name, byte[] key) {
        return KeyHasher.of(name).hash(key) & 0xffff_ffffL;
    }

    private static byte[] padded(byte[] key, int offset, Random random) {
        byte[] padded = new byte[offset + key.length + 3];
        random.nextBytes(padded);
        System.arraycopy(key, 0, padded, offset, key.length);
        return padded;
    }

    private static List<ByteBuf> buffers(byte[] bytes) {
        byte[] shifted = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, shifted, 5, bytes.length);
        int half = bytes.length / 2;
        return List.of(
                Unpooled.wrappedBuffer(Arrays.copyOf(bytes, bytes.length)),
                Unpooled.wrappedBuffer(shifted).slice(5, bytes.length),
                Unpooled.directBuffer().writeBytes(bytes),
                ByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes),
                ByteBufAllocator.DEFAULT.heapBuffer().writeBytes(bytes),
                ByteBufAllocator.DEFAULT.directBuffer().writeBytes(shifted).slice(5, bytes.length),
                Unpooled.wrappedBuffer(ByteBuffer.wrap(bytes).asReadOnlyBuffer()),
                Unpooled.wrappedBuffer(
                        Unpooled.copiedBuffer(bytes, 0, half),
                        Unpooled.copiedBuffer(bytes, half, bytes.length - half)));
    }
}

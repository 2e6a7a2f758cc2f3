package io.flotilla.proxy.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.config.HashTag;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTagTest {

    @ParameterizedTest(name = "with {0}, {2} of {1} is hashed")
    @CsvSource({
        "{}, {user7}.name, user7",
        "{}, name.{user7}, user7",
        "{}, a{b}c{d}e, b",
        "{}, plain, plain",
        "{}, {}empty, {}empty",
        "{}, {}{x}, {}{x}",
        "{}, open{only, open{only",
        "{}, closed}only, closed}only",
        "{}, }a{b}, b",
        "{}, {{a}}, {a",
        "{}, {a, {a",
        "{}, a{, a{",
        "{}, {, {",
        "{}, {}, {}",
        "{}, {a}, a",
        "$$, a$b$c, b",
        "$$, $$x$, $$x$",
        "$$, $a, $a",
        "ab, xaYb, Y",
    })
    void theHashedPartIsWithinTheFirstPair(String tag, String key, String hashed) {
        HashTag bytes = new HashTag((byte) tag.charAt(0), (byte) tag.charAt(1));
        byte[] array = ("{{$a" + key + "}}$b").getBytes(StandardCharsets.US_ASCII);
        ByteBuf buf = Unpooled.directBuffer().writeBytes(array);
        try {
            long inArray = KeyTag.find(bytes, array, 4, key.length());
            long inBuffer = KeyTag.find(bytes, buf, 4, key.length());
            assertThat(new String(array, KeyTag.offset(inArray), KeyTag.length(inArray), StandardCharsets.US_ASCII))
                    .isEqualTo(hashed);
            assertThat(inBuffer).isEqualTo(inArray);
        } finally {
            buf.release();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void anEmptyKeyIsItsOwnHashedPart(int offset) {
        long part =
                KeyTag.find(new HashTag((byte) '{', (byte) '}'), "{}".getBytes(StandardCharsets.US_ASCII), offset, 0);
        assertThat(KeyTag.offset(part)).isEqualTo(offset);
        assertThat(KeyTag.length(part)).isZero();
    }
}

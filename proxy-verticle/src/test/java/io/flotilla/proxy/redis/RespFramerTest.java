package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.proxy.route.Framing;
import io.flotilla.proxy.route.MalformedReplyException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespFramerTest {
    /** Every type of RESP2 and RESP3, empty, null, nested. */
    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            "+\r\n",
            "-ERR no\r\n",
            ":0\r\n",
            ":-9223372036854775808\r\n",
            "$0\r\n\r\n",
            "$-1\r\n",
            "$5\r\n\r\n$1\r\r\n",
            "*0\r\n",
            "*-1\r\n",
            "*2\r\n$1\r\na\r\n*2\r\n:1\r\n*0\r\n",
            "*1\r\n*1\r\n*1\r\n*1\r\n$-1\r\n",
            "_\r\n",
            "#t\r\n",
            ",1.5e-9\r\n",
            ",-inf\r\n",
            "(3492890328409238509324850943850943825024385\r\n",
            "!9\r\nERR\r\nlost\r\n",
            "=8\r\ntxt:\r\n\r\n\r\n",
            "%0\r\n",
            "%2\r\n+a\r\n:1\r\n$1\r\nb\r\n%1\r\n_\r\n#f\r\n",
            "~3\r\n:1\r\n:2\r\n~1\r\n+x\r\n",
            "|1\r\n+ttl\r\n:3600\r\n$1\r\nv\r\n",
            "*2\r\n|1\r\n+a\r\n*1\r\n:1\r\n:1\r\n:2\r\n",
            ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n",
            "$70000\r\n" + "x".repeat(70_000) + "\r\n");

    private final RespFramer framer = new RespFramer();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private List<String> frame(String stream, int... cuts) {
        return Framing.of(framer, stream, cuts).whole();
    }

    @Test
    void everyReplyEndsWhereItEnds() {
        assertThat(frame(String.join("", REPLIES))).isEqualTo(REPLIES);
    }

    @Test
    void repliesMayBeCutAnywhere() {
        List<String> small = REPLIES.subList(0, REPLIES.size() - 1);
        String stream = String.join("", small);
        for (int first = 1; first < stream.length(); first++) {
            assertThat(frame(stream, first)).isEqualTo(small);
            for (int second = first + 1; second < Math.min(first + 9, stream.length()); second++) {
                assertThat(frame(stream, first, second)).isEqualTo(small);
            }
        }
    }

    @Test
    void repliesMayComeByteByByte() {
        String stream = String.join("", REPLIES);
        assertThat(Framing.byteByByte(framer, stream).whole()).isEqualTo(REPLIES);
    }

    @Test
    void errorsAndPushesAreTold() {
        for (String reply : REPLIES) {
            assertThat(framer.advance(bytes(reply))).isTrue();
            assertThat(framer.isError()).as(reply).isEqualTo(reply.startsWith("-") || reply.startsWith("!"));
            assertThat(framer.isPush()).as(reply).isEqualTo(reply.startsWith(">"));
        }
    }

    @Test
    void depthCostsNothing() {
        ByteBuf bomb = bytes("*1\r\n".repeat(1_000_000) + ":1\r\n+next\r\n");
        assertThat(framer.advance(bomb)).isTrue();
        assertThat(bomb.toString(StandardCharsets.ISO_8859_1)).isEqualTo("+next\r\n");
    }

    @Test
    void aThousandMillionElementsMayBeAnnounced() {
        ByteBuf in = bytes("*1000000000\r\n:1\r\n");
        assertThat(framer.advance(in)).isFalse();
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                "\0",
                "$x\r\n",
                "$5x\r\n",
                "$99999999999999999999\r\n",
                "$9223372036854775808\r\n",
                "*18446744073709551616\r\n",
                "$- 1\r\n",
                "*3\r\n:1\r\nx",
                "*9223372036854775807\r\n*9223372036854775807\r\n",
                "%9223372036854775807\r\n",
                "|9223372036854775807\r\n",
                "%5000000000000000000\r\n",
                "HTTP/1.1 200 OK\r\n"
            })
    void whatIsNoReplyIsMalformed(String stream) {
        assertThatThrownBy(() -> frame(stream)).isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void halfAReplyCanBeForgotten() {
        framer.advance(bytes("*3\r\n$10\r\nabc"));
        framer.reset();
        assertThat(frame("+OK\r\n")).containsExactly("+OK\r\n");
    }
}

package io.flotilla.proxy.memcached;

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

class MemcachedReplyFramerTest {
    /** Every form of a reply, in the order a server might send them. */
    private static final List<String> REPLIES = List.of(
            "STORED\r\n",
            "NOT_STORED\r\n",
            "EXISTS\r\n",
            "NOT_FOUND\r\n",
            "DELETED\r\n",
            "TOUCHED\r\n",
            "OK\r\n",
            "0\r\n",
            "18446744073709551615\r\n",
            "END\r\n",
            "END\n",
            "VERSION 1.6.18\r\n",
            "VALUE a 0 0\r\n\r\nEND\r\n",
            "VALUE a 4294967295 5 18446744073709551615\r\nEND\r\n\r\nEND\r\n",
            "VALUE " + "k".repeat(250) + " 0 3\r\nabc\r\nVALUE b 0 8\r\nVALUE b \r\nEND\r\n",
            "VALUE a 0 3\r\nabc\r\nSERVER_ERROR out of memory writing get response\r\n",
            "HD\r\n",
            "HD Oxyz kfoo b\r\n",
            "EN\r\n",
            "EN Oxyz\r\n",
            "NS\r\n",
            "NF\r\n",
            "EX\r\n",
            "MN\r\n",
            "VA 0\r\n\r\n",
            "VA 5 f0 t-1 c77\r\nEND\r\n\r\n",
            "VA 2\r\n\r\n\r\n",
            "ME foo exp=-1 la=3 cas=2 fetch=no cls=1 size=63\r\n",
            "STAT pid 1\r\nSTAT version 1.6.18\r\nEND\r\n",
            "STAT a END\r\nEND\r\n",
            "ITEM a [1 b; 0 s]\r\nITEM b [1 b; 0 s]\r\nEND\r\n",
            "PREFIX a get 1 hit 2 set 3 del 4\r\nEND\r\n",
            "RESET\r\n",
            "ERROR\r\n",
            "ERROR Too many open connections\r\n",
            "CLIENT_ERROR bad data chunk\r\n",
            "SERVER_ERROR object too large for cache\r\n",
            "SERVER_ERROR " + "x".repeat(2000) + "\r\n",
            "BUSY currently processing crawler request\r\n");

    private final MemcachedReplyFramer framer = new MemcachedReplyFramer();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private List<String> frame(String stream, int... cuts) {
        return Framing.of(framer, stream, cuts).whole();
    }

    @Test
    void findsEveryReplyInOnePiece() {
        assertThat(frame(String.join("", REPLIES))).isEqualTo(REPLIES);
    }

    @Test
    void findsEveryReplyByteByByte() {
        String stream = String.join("", REPLIES);
        assertThat(Framing.byteByByte(framer, stream).whole()).isEqualTo(REPLIES);
    }

    @Test
    void findsEveryReplyCutAnywhere() {
        String stream = String.join("", REPLIES);
        for (int cut = 1; cut < stream.length(); cut++) {
            assertThat(frame(stream, cut)).as("cut at %d", cut).isEqualTo(REPLIES);
        }
    }

    @Test
    void knowsErrors() {
        for (String reply : REPLIES) {
            framer.advance(bytes(reply));
            boolean isError = reply.contains("ERROR");
            assertThat(framer.isError()).as(reply).isEqualTo(isError);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "\n",
                " OK\r\n",
                "ok\r\n",
                "-1\r\n",
                "\u0081\u000b",
                "VALUE a 0\r\n",
                "VALUE a 0 x\r\n",
                "VALUE a 0 3x\r\n",
                "VALUE a 0 -1\r\n",
                "VALUE a 0 2147483648\r\n",
                "VALUE a 0 99999999999999999999\r\n",
                "VALUE a 0 3\r\nabcde",
                "VALUE a 0 3\r\nabc\r\nSTORED\r\n",
                "VA \r\n",
                "VA x\r\n",
                "STAT a 1\r\nSTORED\r\n"
            })
    void refusesWhatIsNoReply(String stream) {
        assertThatThrownBy(() -> frame(stream)).isInstanceOf(MalformedReplyException.class);
        framer.reset();
        assertThatThrownBy(() -> Framing.byteByByte(framer, stream).whole())
                .isInstanceOf(MalformedReplyException.class);
        framer.reset();
        assertThat(frame("OK\r\n")).containsExactly("OK\r\n");
    }

    @Test
    void refusesALineWithoutEnd() {
        ByteBuf piece = bytes("S".repeat(1000));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        framer.advance(piece.duplicate());
                    }
                })
                .isInstanceOf(MalformedReplyException.class);
    }
}

package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LinkFrameTest {
    private static final List<LinkFrame> FRAMES = List.of(
            new LinkFrame(LinkFrame.Kind.TO, "id-b"),
            new LinkFrame(LinkFrame.Kind.PING, ""),
            new LinkFrame(LinkFrame.Kind.MESSAGE, "{\"text\":\"ä\"}"),
            new LinkFrame(LinkFrame.Kind.ECHO, "proof"));

    private final List<LinkFrame> read = new ArrayList<>();
    private final List<String> nonsense = new ArrayList<>();
    private final Handler<Buffer> reader = LinkFrame.reader(() -> LinkFrame.LONGEST, read::add, nonsense::add);

    private static Buffer encoded() {
        Buffer all = Buffer.buffer();
        FRAMES.forEach(frame -> all.appendBuffer(frame.encode()));
        return all;
    }

    @Test
    void framesAreReadWhereverTheyAreCut() {
        Buffer all = encoded();
        for (int cut = 0; cut <= all.length(); cut++) {
            read.clear();
            Handler<Buffer> fresh = LinkFrame.reader(() -> LinkFrame.LONGEST, read::add, nonsense::add);
            fresh.handle(all.getBuffer(0, cut));
            fresh.handle(all.getBuffer(cut, all.length()));
            assertThat(read).as("cut at " + cut).isEqualTo(FRAMES);
        }
        assertThat(nonsense).isEmpty();
    }

    @Test
    void framesAreReadByteByByte() {
        Buffer all = encoded();
        for (int i = 0; i < all.length(); i++) {
            reader.handle(all.getBuffer(i, i + 1));
        }
        assertThat(read).isEqualTo(FRAMES);
    }

    @Test
    void aLengthThatNoFrameHasEndsTheReadingAtOnce() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, LinkFrame.LONGEST + 1, Integer.MAX_VALUE}) {
            nonsense.clear();
            Handler<Buffer> fresh = LinkFrame.reader(() -> LinkFrame.LONGEST, read::add, nonsense::add);
            fresh.handle(Buffer.buffer().appendInt(length).appendBuffer(encoded()));
            fresh.handle(encoded());
            assertThat(read).isEmpty();
            assertThat(nonsense).containsExactly("a frame of " + length + " bytes");
        }
    }

    @Test
    void whoMayOnlySayLittleIsNotReadForLong() {
        Handler<Buffer> strict = LinkFrame.reader(() -> 5, read::add, nonsense::add);
        strict.handle(encoded());
        assertThat(read).containsExactly(FRAMES.get(0), FRAMES.get(1));
        assertThat(nonsense).hasSize(1);
    }

    @Test
    void anUnknownKindEndsTheReading() {
        reader.handle(Buffer.buffer().appendInt(2).appendString("xy").appendBuffer(encoded()));
        assertThat(read).isEmpty();
        assertThat(nonsense).containsExactly("a frame of an unknown kind");
    }

    @RepeatedTest(200)
    void noBytesMakeItThrow(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Buffer bytes = encoded();
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes.setByte(random.nextInt(bytes.length()), (byte) random.nextInt());
        }
        for (int at = 0; at < bytes.length(); ) {
            int next = Math.min(bytes.length(), at + 1 + random.nextInt(9));
            reader.handle(bytes.getBuffer(at, next));
            at = next;
        }
        assertThat(nonsense).hasSizeLessThanOrEqualTo(1);
    }
}

package io.flotilla.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {

    @Test
    void redisRepliesAreCountedWhateverTheBoundsOfTheReads() {
        String replies = "+OK\r\n$3\r\na\r\n\r\n$-1\r\n:12\r\n*3\r\n$1\r\nx\r\n$-1\r\n$0\r\n\r\n*0\r\n-ERR no\r\n";
        for (int step = 1; step <= replies.length(); step++) {
            ReplyReader reader = ReplyReader.of(Protocol.REDIS);
            assertThat(readInSteps(reader, replies, step)).isEqualTo(7);
            assertThat(reader.values()).isEqualTo(3);
            assertThat(reader.errors()).isEqualTo(1);
            assertThat(reader.firstError()).isEqualTo("-ERR no");
        }
    }

    @Test
    void memcachedRepliesAreCountedWhateverTheBoundsOfTheReads() {
        String replies =
                "STORED\r\nVALUE k 0 5\r\nEND\r\n\r\nVALUE l 0 0\r\n\r\nEND\r\nEND\r\nSERVER_ERROR x\r\nERROR\r\n";
        for (int step = 1; step <= replies.length(); step++) {
            ReplyReader reader = ReplyReader.of(Protocol.MEMCACHED);
            assertThat(readInSteps(reader, replies, step)).isEqualTo(5);
            assertThat(reader.values()).isEqualTo(2);
            assertThat(reader.errors()).isEqualTo(2);
            assertThat(reader.firstError()).isEqualTo("SERVER_ERROR x");
        }
    }

    private static int readInSteps(ReplyReader reader, String text, int step) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int complete = 0;
        for (int from = 0; from < bytes.length; from += step) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step));
            complete += reader.read(part, part.length);
        }
        return complete;
    }
}

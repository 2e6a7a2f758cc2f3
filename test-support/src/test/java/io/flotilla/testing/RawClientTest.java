package io.flotilla.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RawClientTest {
    private ServerSocket listener;
    private RawClient client;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = RawClient.connect("127.0.0.1", listener.getLocalPort()).within(Duration.ofSeconds(2));
        peer = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
        listener.close();
    }

    @Test
    void theExpectedBytesPass() throws IOException {
        reply("+OK\r\n\u00ff");
        client.expect("+OK\r\n").expect("\u00ff").expectSilence(Duration.ofMillis(30));
    }

    @Test
    void otherBytesFailAndAreShown() throws IOException {
        reply("-ERR no\r\n");
        assertThatThrownBy(() -> client.expect("+OK\r\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected <+OK\\r\\n> but got <-ERR no\\r\\n>");
    }

    @Test
    void aCloseInTheMiddleFails() throws IOException {
        reply("+O");
        peer.close();
        assertThatThrownBy(() -> client.expect("+OK\r\n")).hasMessageContaining("then the connection was closed");
    }

    @Test
    void silenceFailsOnAByteAndOnAClose() throws IOException {
        reply("x");
        assertThatThrownBy(() -> client.expectSilence(Duration.ofSeconds(1))).hasMessageContaining("<x>");
        peer.close();
        assertThatThrownBy(() -> client.expectSilence(Duration.ofSeconds(1))).hasMessageContaining("closed");
    }

    @Test
    void closeFailsOnAByteBefore() throws IOException {
        reply("x");
        peer.close();
        assertThatThrownBy(client::expectClose).hasMessageContaining("first got <x>");
    }

    @Test
    void anOpenConnectionIsNotAClosedOne() {
        client.within(Duration.ofMillis(50));
        assertThatThrownBy(client::expectClose).hasMessageContaining("was not closed");
    }

    @Test
    void nestedRepliesAreRead() throws IOException {
        reply("*3\r\n$2\r\nab\r\n$-1\r\n*2\r\n:7\r\n-ERR x\r\n");
        assertThat(client.readResp().toString()).isEqualTo("[ab, null, [7, -ERR x]]");
    }

    private void reply(String bytes) throws IOException {
        peer.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}

package io.flotilla.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminClientTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:99999", "127.0.0.1:65536", "127.0.0.1:0", "127.0.0.1:999999", "a b:1"})
    void whatIsNoAuthorityIsRefused(String authority) {
        assertThatThrownBy(() -> new AdminClient(authority, Optional.empty()))
                .isInstanceOf(CommandException.class)
                .hasMessage("'" + authority + "' is not HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:65535", "127.0.0.1:1", "localhost", "::1", "[::1]:22223"})
    void whatIsOneIsTaken(String authority) throws CommandException {
        assertThat(new AdminClient(authority, Optional.empty())).isNotNull();
    }

    @Test
    void aPortThatSpeaksSomethingElseIsNotRepeated() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new Thread(() -> answer(other, "{\"service\":\"nutcracker\"}\n")).start();
            String authority = "127.0.0.1:" + other.getLocalPort();

            assertThatThrownBy(() -> new AdminClient(authority, Optional.empty()).get("/api/v1/topology"))
                    .isInstanceOf(CommandException.class)
                    .hasMessage("what answers on " + authority + " is not a flotilla node's admin port");
        }
    }

    private static void answer(ServerSocket listener, String text) {
        try (Socket client = listener.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.flotilla.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
    @TempDir
    private Path folder;

    @Test
    void aSocketIsRemoved() throws Exception {
        Path socket = folder.resolve("p.sock");
        try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            old.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        SocketFile.removeOld(socket);
        assertThat(socket).doesNotExist();

        SocketFile.removeOld(socket);
    }

    @Test
    void whatIsNoSocketStays() throws Exception {
        Path emptyFolder = Files.createDirectory(folder.resolve("d"));
        Path file = Files.writeString(folder.resolve("f"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("l"), file);

        for (Path path : new Path[] {emptyFolder, file, link}) {
            SocketFile.removeOld(path);
            assertThat(path).exists();
        }
    }
}

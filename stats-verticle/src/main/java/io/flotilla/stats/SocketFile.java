package io.flotilla.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The path of a unix listener. */
public final class SocketFile {
    private SocketFile() {}

    /** Removes the socket that an earlier process left at this path; whatever else is there stays, and keeps its place. */
    public static void removeOld(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            Files.deleteIfExists(path);
        }
    }
}

package io.flotilla.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds this process's id in decimal, without a line feed, as nutcracker writes it. Removed when closed. */
final class PidFile implements AutoCloseable {
    private final Path path;
    private final String pid;

    private PidFile(Path path, String pid) {
        this.path = path;
        this.pid = pid;
    }

    /** Writes the file, over whatever is there. */
    static PidFile write(Path path) throws StartException {
        String pid = Long.toString(ProcessHandle.current().pid());
        try {
            Files.writeString(path, pid);
        } catch (IOException e) {
            throw new StartException("cannot write the pid file '" + path + "': " + Reasons.of(e), e);
        }
        return new PidFile(path, pid);
    }

    /** Removes the file, unless another process has written its own id there since. */
    @Override
    public void close() {
        try {
            if (Files.readString(path).equals(pid)) {
                Files.delete(path);
            }
        } catch (IOException gone) {
            System.getLogger(PidFile.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "cannot remove the pid file ''{0}'': {1}",
                            path,
                            Reasons.of(gone));
        }
    }
}

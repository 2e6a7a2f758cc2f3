package io.flotilla.node;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in the operating system's words where Java has only the name of an exception. */
final class Reasons {
    private Reasons() {}

    /** One phrase without the name of the file. */
    static String of(Throwable cause) {
        if (cause instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "File exists";
        }
        if (cause instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        if (cause instanceof java.net.UnknownHostException) {
            return "the host name does not resolve";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}

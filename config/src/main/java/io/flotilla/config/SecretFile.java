package io.flotilla.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A file that holds one secret text, and nothing else but line ends behind it. */
public final class SecretFile {
    private static final int MIN_BYTES = 8;
    private static final int MAX_BYTES = 1024;
    /** How long a secret is, in words. */
    static final String ALLOWED = MIN_BYTES + " to " + MAX_BYTES + " bytes of text";

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * Reads the secret.
     *
     * @return 8 to 1024 bytes of text
     * @throws IOException with the reason in plain words, which never have the secret in them
     */
    public static String read(Path file) throws IOException {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > 4L * MAX_BYTES) {
                throw new BadValue("it has " + Files.size(file) + " bytes");
            }
            return checked(Files.readString(file, StandardCharsets.UTF_8).replaceFirst("[\r\n]+$", ""));
        } catch (BadValue e) {
            throw new IOException(e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(FileText.reason(e), e);
        }
    }

    /**
     * Checks a secret that comes from elsewhere.
     *
     * @return the same text, which has 8 to 1024 bytes
     * @throws IOException if it has fewer or more; the message says how many
     */
    public static String check(String text) throws IOException {
        try {
            return checked(text);
        } catch (BadValue e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A text as a secret. */
    static String checked(String text) throws BadValue {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < MIN_BYTES || length > MAX_BYTES) {
            throw new BadValue("it has " + length + " bytes");
        }
        return text;
    }

    /** What is wrong with the file's permissions, as a sentence; empty if only its owner may read and write it. */
    public static Optional<String> exposure(Path file) {
        try {
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            return open.isEmpty()
                    ? Optional.empty()
                    : Optional.of("'" + file + "' holds a secret and is open to others than its owner: chmod 600");
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}

package io.flotilla.node.command;

import io.flotilla.config.SecretFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The token of the admin port, as a node and the commands that talk to it find it: in a file that the command line names, else
 * in one that the environment names, else in the environment itself.
 *
 * @param token the token
 * @param exposure what is wrong with the permissions of its file, if anything
 */
public record AdminToken(String token, Optional<String> exposure) {
    /** The variable that names a file. */
    public static final String FILE_VARIABLE = "FLOTILLA_ADMIN_TOKEN_FILE";
    /** The variable that holds the token itself. */
    public static final String VARIABLE = "FLOTILLA_ADMIN_TOKEN";

    /**
     * Looks for the token.
     *
     * @param option what names the file on the command line, for messages
     * @param file that file, if it was named
     * @param environment the variables of the process; an empty one counts as none
     * @throws IOException when there is one that cannot be read; the message says which and why
     */
    public static Optional<AdminToken> find(String option, Optional<Path> file, Map<String, String> environment)
            throws IOException {
        if (file.isPresent()) {
            return Optional.of(read("option " + option, file.get()));
        }
        String named = environment.getOrDefault(FILE_VARIABLE, "");
        if (!named.isEmpty()) {
            return Optional.of(read("variable " + FILE_VARIABLE, path(named)));
        }
        String token = environment.getOrDefault(VARIABLE, "");
        return token.isEmpty() ? Optional.empty() : Optional.of(ofVariable(token));
    }

    private static AdminToken ofVariable(String token) throws IOException {
        try {
            return new AdminToken(SecretFile.check(token), Optional.empty());
        } catch (IOException e) {
            throw new IOException(
                    "variable " + VARIABLE + " cannot be used: " + e.getMessage() + ", allowed are 8 to 1024", e);
        }
    }

    private static Path path(String name) throws IOException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException("variable " + FILE_VARIABLE + " value '" + name + "' is not a file name", e);
        }
    }

    private static AdminToken read(String where, Path file) throws IOException {
        try {
            return new AdminToken(SecretFile.read(file), SecretFile.exposure(file));
        } catch (IOException e) {
            throw new IOException(where + " value '" + file + "' cannot be used: " + e.getMessage(), e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AdminToken[***]";
    }
}

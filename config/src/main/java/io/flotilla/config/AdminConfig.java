package io.flotilla.config;

import java.util.Optional;

/**
 * The admin port's section of the file.
 *
 * @param token what a request that changes something must bring; empty if the file says nothing
 */
public record AdminConfig(Optional<String> token) {
    /** A file that says nothing of the admin port. */
    public static final AdminConfig NONE = new AdminConfig(Optional.empty());

    /** Without the token. */
    @Override
    public String toString() {
        return "AdminConfig[token=" + (token.isPresent() ? "***" : "none") + "]";
    }
}

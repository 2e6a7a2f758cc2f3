package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/** The keys of {@code admin:}. */
final class AdminKeys {
    static final Key<Optional<String>> TOKEN = Key.of(
                    "token",
                    "text",
                    Optional.<String>empty(),
                    "none",
                    SecretFile.ALLOWED,
                    FleetKeys::secret,
                    "What a request that changes something must bring: Authorization: Bearer TOKEN.")
            .keptSecret();

    static final Key<String> TOKEN_FILE = Key.of(
            "token_file",
            "path",
            (String) null,
            "none",
            "the path of a readable file with " + SecretFile.ALLOWED + ", not together with token",
            Values::path,
            "A file that holds the token. Relative to this file's folder. Line ends at its end are not part of it.");

    static final List<Key<?>> ALL = List.of(TOKEN, TOKEN_FILE);

    static final String NAMES = TOKEN.name() + ", " + TOKEN_FILE.name();

    private AdminKeys() {}
}

package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/** The keys of {@code fleet:}. */
final class FleetKeys {
    static final Key<String> NAME = Key.of(
            "name",
            "text",
            FleetConfig.DEFAULT_NAME,
            FleetConfig.DEFAULT_NAME,
            "1 to 64 letters, digits and . _ -",
            FleetKeys::name,
            "The fleet's name. Only proxies of one name join each other.");

    static final Key<List<Endpoint.Tcp>> JOIN = Key.of(
            "join",
            "list",
            (List<Endpoint.Tcp>) null,
            "required",
            "HOST or HOST:PORT, several as a list or separated by commas, port 1 to 65535",
            Addresses::members,
            "Addresses of members, this proxy's own included or not. Without PORT it is cluster_port."
                    + " IPv6 with a port needs brackets.");

    static final Key<Integer> CLUSTER_PORT = Key.number(
            "cluster_port",
            1,
            65535,
            FleetConfig.DEFAULT_CLUSTER_PORT,
            "The TCP port on which members reach this proxy.");

    static final Key<Integer> HEARTBEAT =
            Key.duration("heartbeat", "10ms", "1m", "250ms", "The time between two heartbeats of the coordinator.");

    static final Key<Integer> LEASE = Key.duration(
            "lease", "20ms", "10m", "2s", "How long a heartbeat keeps a proxy in the fleet. At least twice heartbeat.");

    static final Key<Integer> FORGET_AFTER = Key.duration(
            "forget_after",
            "20ms",
            "24h",
            "10s",
            "How long a member that crashed still counts when the fleet decides. Not below lease.");

    static final Key<WhenIsolated> WHEN_ISOLATED = Key.word(
            "when_isolated",
            WhenIsolated.class,
            WhenIsolated.SERVE,
            "serve",
            "What a proxy without a lease does: serve by the last topology it knew, or refuse with errors.");

    static final Key<Boolean> STRICT = Key.flag("strict", "Whether a member that crashed counts for ever.");

    static final Key<Optional<String>> SECRET = Key.of(
                    "secret",
                    "text",
                    Optional.<String>empty(),
                    "none",
                    SecretFile.ALLOWED,
                    FleetKeys::secret,
                    "The key that signs the fleet's messages, commands and shared state, the same on every member.")
            .keptSecret();

    static final Key<String> SECRET_FILE = Key.of(
            "secret_file",
            "path",
            (String) null,
            "none",
            "the path of a readable file with " + SecretFile.ALLOWED + ", not together with secret",
            Values::path,
            "A file that holds the secret, so that it stays out of this one. Relative to this file's folder."
                    + " Line ends at its end are not part of the secret.");

    static final Key<Optional<String>> SECOND_SECRET = Key.of(
                    "second_secret",
                    "text",
                    Optional.<String>empty(),
                    "none",
                    SecretFile.ALLOWED + ", together with secret or secret_file",
                    FleetKeys::secret,
                    "Another secret that is accepted and never used to sign, while the fleet changes its secret node by"
                            + " node.")
            .keptSecret();

    static final Key<String> SECOND_SECRET_FILE = Key.of(
            "second_secret_file",
            "path",
            (String) null,
            "none",
            "the path of a readable file with " + SecretFile.ALLOWED + ", not together with second_secret",
            Values::path,
            "A file that holds the second secret.");

    static final Key<String> TLS_CERTIFICATE = pem(
            "tls_certificate",
            "certificates in PEM",
            "This node's certificate for the event bus and the links between nodes, and those between it and the"
                    + " authority's. With it the members talk by mutual TLS.");

    static final Key<String> TLS_KEY = pem(
            "tls_key", "an RSA or EC key in PEM, PKCS #8 without a password", "The private key of tls_certificate.");

    static final Key<String> TLS_AUTHORITY = pem(
            "tls_authority",
            "certificates in PEM",
            "The certificates of the fleet's own authority. Whoever has a certificate of it is a member.");

    static final List<Key<?>> ALL = List.of(
            NAME,
            JOIN,
            CLUSTER_PORT,
            HEARTBEAT,
            LEASE,
            FORGET_AFTER,
            WHEN_ISOLATED,
            STRICT,
            SECRET,
            SECRET_FILE,
            SECOND_SECRET,
            SECOND_SECRET_FILE,
            TLS_CERTIFICATE,
            TLS_KEY,
            TLS_AUTHORITY);

    private FleetKeys() {}

    private static String name(String text) throws BadValue {
        if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new BadValue();
        }
        return text;
    }

    private static Key<String> pem(String name, String content, String meaning) {
        return Key.of(
                name,
                "path",
                (String) null,
                "none",
                "the path of a readable file with " + content
                        + "; tls_certificate, tls_key and tls_authority go together",
                Values::path,
                meaning);
    }

    static Optional<String> secret(String text) throws BadValue {
        return Optional.of(SecretFile.checked(text));
    }
}

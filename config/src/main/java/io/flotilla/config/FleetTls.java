package io.flotilla.config;

import java.nio.file.Path;

/**
 * Mutual TLS between nodes: files in PEM.
 *
 * @param certificate this node's certificate, and those between it and the authority's
 * @param key its private key, in PKCS #8 without a password
 * @param authority the certificates of the fleet's own authority: whoever has one of its certificates is a member
 */
public record FleetTls(Path certificate, Path key, Path authority) {}

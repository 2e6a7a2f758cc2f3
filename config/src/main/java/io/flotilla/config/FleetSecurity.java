package io.flotilla.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What proves that something comes from this fleet.
 *
 * @param secret the key that signs and checks what members tell each other; without it everything is believed
 * @param secondSecret another key whose signatures are accepted too, while keys are changed
 * @param tls the certificates of the event bus; without them it is not encrypted
 */
public record FleetSecurity(Optional<String> secret, Optional<String> secondSecret, Optional<FleetTls> tls) {
    /** Everything is believed. */
    public static final FleetSecurity NONE = new FleetSecurity(Optional.empty(), Optional.empty(), Optional.empty());

    /** All secrets whose signatures are accepted, first the one that signs; empty if there are none. */
    public List<String> secrets() {
        return Stream.of(secret, secondSecret).flatMap(Optional::stream).toList();
    }

    /** Everything but the secrets. */
    @Override
    public String toString() {
        return "FleetSecurity[secret=" + hidden(secret) + ", secondSecret=" + hidden(secondSecret) + ", tls="
                + tls.map(FleetTls::toString).orElse("none") + "]";
    }

    private static String hidden(Optional<String> value) {
        return value.isPresent() ? "***" : "none";
    }
}

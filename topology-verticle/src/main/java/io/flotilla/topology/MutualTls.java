package io.flotilla.topology;

import io.flotilla.config.FleetTls;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.util.Set;

/** What both ends of a connection between nodes need for TLS by the fleet's own authority. */
final class MutualTls {
    private MutualTls() {}

    /** Whoever accepts must also ask for a certificate, and whoever dials trust no other: neither is the default. */
    static void apply(TCPSSLOptions options, FleetTls tls) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(tls.authority().toString()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    }
}

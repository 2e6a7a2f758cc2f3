package io.flotilla.topology;

import io.flotilla.config.FleetConfig;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;

/** The event bus as a fleet needs it: at the node's own address, quick to notice, with mutual TLS where certificates are given. */
final class BusOptions {
    private BusOptions() {}

    static EventBusOptions of(FleetConfig fleet) {
        EventBusOptions options = new EventBusOptions()
                .setHost(fleet.bind())
                .setPort(0)
                .setClusterPingInterval(1000)
                .setClusterPingReplyInterval(1000)
                .setConnectTimeout(1000);
        fleet.security().tls().ifPresent(tls -> {
            MutualTls.apply(options, tls);
            options.setTrustAll(false).setClientAuth(ClientAuth.REQUIRED);
        });
        return options;
    }

    /** The fleet speaks JSON; the defaults would also make objects of what others have serialized, of classes such as java.util's. */
    static void takeNoObjects(EventBus bus) {
        bus.serializableChecker(name -> false).clusterSerializableChecker(name -> false);
    }
}

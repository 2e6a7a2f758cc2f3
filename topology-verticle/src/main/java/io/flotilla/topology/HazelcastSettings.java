package io.flotilla.topology;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.spi.MemberAddressProvider;
import io.flotilla.config.Endpoint;
import io.flotilla.config.FleetConfig;
import java.net.InetSocketAddress;

/**
 * Hazelcast as a fleet needs it: only the node's own address, only the members it is told, quick to notice, quiet.
 * The defaults would listen on every interface, call home, and take minutes to heal a split.
 */
final class HazelcastSettings {
    /** The map that holds the shared copy of the agreed state. */
    static final String MAP = "flotilla.topology";

    private HazelcastSettings() {}

    static Config of(FleetConfig fleet) {
        Config config = new Config().setClusterName(fleet.name());
        properties(config);
        network(config.getAdvancedNetworkConfig(), fleet);
        services(config);
        config.getSerializationConfig().setJavaSerializationFilterConfig(serializableClasses());
        config.addMapConfig(new MapConfig(MAP)
                .setBackupCount(2)
                .setReadBackupData(true)
                .setMergePolicyConfig(new MergePolicyConfig(NewerCopyWins.class.getName(), 1)));
        return config;
    }

    private static void properties(Config config) {
        config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.graceful.shutdown.max.wait", "5")
                .setProperty("hazelcast.partition.count", "31");
        joining(config);
        failureDetection(config);
    }

    private static void joining(Config config) {
        config.setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.max.wait.seconds.before.join", "1")
                .setProperty("hazelcast.tcp.join.port.try.count", "1")
                .setProperty("hazelcast.max.join.seconds", "60")
                .setProperty("hazelcast.merge.first.run.delay.seconds", "3")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "2");
    }

    /**
     * A cut that is shorter than the time without a heartbeat goes unnoticed; one of just that length heals slowly, since each
     * side gives the other up only when it is over. It must not be shorter than an application's default of one in 5 s.
     */
    private static void failureDetection(Config config) {
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
                .setProperty("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "3")
                .setProperty("hazelcast.operation.call.timeout.millis", "10000");
    }

    /** One port, and it speaks the members' protocol alone: no clients, no REST, no memcached. */
    private static void network(AdvancedNetworkConfig network, FleetConfig fleet) {
        network.setEnabled(true);
        network.setMemberEndpointConfig(
                new ServerSocketEndpointConfig().setPort(fleet.clusterPort()).setPortAutoIncrement(false));
        // An interface filter would know 127.0.0.1 only, not 127.0.0.2.
        network.getMemberAddressProviderConfig()
                .setEnabled(true)
                .setImplementation(new FixedAddress(new InetSocketAddress(fleet.bind(), fleet.clusterPort())));
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        TcpIpConfig members =
                network.getJoin().getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
        for (Endpoint.Tcp member : fleet.join()) {
            members.addMember(member.host() + ":" + member.port());
        }
    }

    /** What runs code or reads data for others is off, most of it by default too. */
    private static void services(Config config) {
        config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getManagementCenterConfig()
                .setScriptingEnabled(false)
                .setConsoleEnabled(false)
                .setDataAccessEnabled(false);
    }

    /**
     * The classes that may be made of bytes by Java serialization, in which members send each other errors. The fleet's own data
     * is text.
     */
    private static JavaSerializationFilterConfig serializableClasses() {
        ClassFilter allowed = new ClassFilter()
                .addPackages("java.lang", "java.util", "java.util.concurrent")
                .addClasses(
                        "java.io.IOException",
                        "java.io.EOFException",
                        "java.io.NotSerializableException",
                        "java.net.ConnectException",
                        "java.net.SocketException",
                        "java.net.SocketTimeoutException",
                        "java.nio.channels.ClosedChannelException")
                .addPrefixes("com.hazelcast.", "[");
        ClassFilter refused = new ClassFilter().addPrefixes("com.hazelcast.shaded.", "com.hazelcast.jet.");
        return new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(allowed)
                .setBlacklist(refused);
    }

    /** Binds to, and is known by, the address that the node is told. */
    private record FixedAddress(InetSocketAddress address) implements MemberAddressProvider {
        @Override
        public InetSocketAddress getBindAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getBindAddress(com.hazelcast.instance.EndpointQualifier qualifier) {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress(com.hazelcast.instance.EndpointQualifier qualifier) {
            return address;
        }
    }
}

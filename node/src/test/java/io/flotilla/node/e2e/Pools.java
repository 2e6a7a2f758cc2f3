package io.flotilla.node.e2e;

import io.flotilla.testing.RealServer;
import java.util.List;

/** Configuration of the tests' pools, in nutcracker's form. */
final class Pools {
    private Pools() {}

    /** A pool on 127.0.0.1 that ejects fast. {@code more} holds lines {@code key: value}, separated by line feeds. */
    static String pool(String name, int port, boolean redis, List<? extends RealServer> servers, String more) {
        StringBuilder yaml = new StringBuilder(name + ":\n");
        yaml.append("  listen: 127.0.0.1:").append(port).append('\n');
        yaml.append("  redis: ").append(redis).append('\n');
        yaml.append("  hash: fnv1a_64\n  distribution: ketama\n");
        for (String line : more.lines().toList()) {
            yaml.append("  ").append(line.strip()).append('\n');
        }
        yaml.append("  servers:\n");
        for (int i = 0; i < servers.size(); i++) {
            yaml.append("   - ")
                    .append(servers.get(i).address())
                    .append(":1 ")
                    .append(serverName(i))
                    .append('\n');
        }
        return yaml.toString();
    }

    /** The lines that make a pool eject after two failures and take back after a second; patient on a busy machine. */
    static final String EJECTING = """
            timeout: 3000
            auto_eject_hosts: true
            server_failure_limit: 2
            server_retry_timeout: 1000
            """;

    /** The name that {@link #pool} gives the server at this index. */
    static String serverName(int index) {
        return "server-" + (index + 1);
    }

    /**
     * A memcached pool in the long form, patient on a busy machine, with the servers named as {@link #pool} does.
     *
     * @param fleet lines of the section {@code fleet}, separated by line feeds
     */
    static String fleet(String fleet, String name, int port, List<? extends RealServer> servers) {
        StringBuilder yaml = new StringBuilder("fleet:\n  join: 127.0.0.1\n");
        fleet.lines().forEach(line -> yaml.append("  ").append(line.strip()).append('\n'));
        yaml.append("pools:\n");
        String more = EJECTING.replace("timeout: 3000", "timeout: 1000") + "probe_timeout: 1s\n";
        pool(name, port, false, servers, more)
                .lines()
                .forEach(line -> yaml.append("  ").append(line).append('\n'));
        return yaml.toString();
    }
}

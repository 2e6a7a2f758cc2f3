package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.testing.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class OwnPortsTest {
    private final int port = FreePorts.next();
    private final int stats = FreePorts.next();
    private final int admin = FreePorts.next();

    @Test
    void portsOfTheirOwnAreTaken() {
        assertThatCode(() -> check("127.0.0.1:" + port, stats, admin)).doesNotThrowAnyException();
        assertThatCode(() -> check("127.0.0.1:" + stats, stats, admin, "-a", "127.0.0.2"))
                .doesNotThrowAnyException();
    }

    @Test
    void statsOnAPoolsPortIsRefused() {
        assertRefused(
                () -> check("127.0.0.1:" + port, port, admin, "-a", "127.0.0.1"),
                "cannot listen on 127.0.0.1:" + port + " for the stats port: Address already in use by pool 'alpha'"
                        + " (see -s or -a)");
    }

    @Test
    void statsOnEveryAddressClashesWithEachOfThem() {
        assertRefused(
                () -> check("127.0.0.1:" + port, port, admin),
                "cannot listen on 0.0.0.0:" + port + " for the stats port: Address already in use by pool 'alpha'"
                        + " (see -s or -a)");
        assertRefused(
                () -> check("127.0.0.1:" + port, stats, stats),
                "cannot listen on 127.0.0.1:" + stats + " for the admin port: Address already in use by the stats port"
                        + " (see --admin-port or --admin-addr)");
    }

    @Test
    void poolsThatBindMakesOneClash() {
        String two = "127.0.0.3:" + port + "\n  servers:\n   - 127.0.0.1:1:1\nbeta:\n  listen: 127.0.0.4:" + port;

        assertThatCode(() -> check(two, stats, admin)).doesNotThrowAnyException();
        assertRefused(
                () -> check(two, stats, admin, "--bind", "127.0.0.2"),
                "pool 'alpha': cannot listen on 127.0.0.2:" + port + ": Address already in use by pool 'beta'");
    }

    @Test
    void namesAreComparedByTheirAddresses() {
        assertRefused(
                () -> check("localhost:" + admin, stats, admin),
                "cannot listen on 127.0.0.1:" + admin + " for the admin port: Address already in use by pool 'alpha'"
                        + " (see --admin-port or --admin-addr)");
    }

    @Test
    void aPortOfAnotherProcessIsRefused() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int taken = other.getLocalPort();
            assertRefused(
                    () -> check("127.0.0.1:" + taken, stats, admin),
                    "pool 'alpha': cannot listen on 127.0.0.1:" + taken + ": Address already in use");
            assertRefused(
                    () -> check("127.0.0.1:" + port, stats, taken),
                    "cannot listen on 127.0.0.1:" + taken + " for the admin port: Address already in use"
                            + " (see --admin-port or --admin-addr)");
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable check, String message) {
        assertThatThrownBy(check).isInstanceOf(StartException.class).hasMessage(message);
    }

    private static void check(String listen, int stats, int admin, String... more) throws Exception {
        String[] args = new String[more.length + 4];
        System.arraycopy(more, 0, args, 4, more.length);
        args[0] = "-s";
        args[1] = String.valueOf(stats);
        args[2] = "--admin-port";
        args[3] = String.valueOf(admin);
        NodeOptions options = NodeArguments.parse(args).check();
        OwnAddresses addresses = new OwnAddresses(options);
        FlotillaConfig config =
                ConfigReader.read("alpha:\n  listen: " + listen + "\n  servers:\n   - 127.0.0.1:1:1\n", "test.yml");
        new OwnPorts(options, addresses, addresses.apply(config)).check();
    }
}

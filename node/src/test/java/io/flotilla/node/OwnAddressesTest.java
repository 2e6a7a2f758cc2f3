package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.config.ConfigReader;
import io.flotilla.config.Endpoint;
import io.flotilla.config.FleetConfig;
import io.flotilla.config.FlotillaConfig;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
    private static final String POOLS = """
            pools:
              alpha:
                listen: 0.0.0.0:22121
                servers:
                  - 127.0.0.1:6379:1
              beta:
                listen: /tmp/beta.sock 0660
                servers:
                  - 127.0.0.1:6379:1
            """;

    @Test
    void bindReplacesTheHostOfTcpListenersOnly() throws Exception {
        FlotillaConfig config = apply(POOLS, "--bind", "127.0.0.2");

        assertThat(config.pool("alpha").orElseThrow().listen().endpoint())
                .isEqualTo(new Endpoint.Tcp("127.0.0.2", 22121));
        assertThat(config.pool("beta").orElseThrow().listen().endpoint())
                .isEqualTo(new Endpoint.Unix("/tmp/beta.sock"));
        assertThat(config.pool("beta").orElseThrow().listen().permissions()).isEqualTo(0660);
        assertThat(config.fleet()).isEmpty();
    }

    @Test
    void joinMakesANodeAMember() throws Exception {
        FleetConfig fleet = apply(
                        POOLS, "--bind", "127.0.0.2", "--join", "127.0.0.1,127.0.0.3:5799", "--cluster-port", "5711")
                .fleet()
                .orElseThrow();

        assertThat(fleet.bind()).isEqualTo("127.0.0.2");
        assertThat(fleet.clusterPort()).isEqualTo(5711);
        assertThat(fleet.join())
                .containsExactly(new Endpoint.Tcp("127.0.0.1", 5711), new Endpoint.Tcp("127.0.0.3", 5799));
    }

    @Test
    void joinReplacesTheMembersInTheFile() throws Exception {
        String file = "fleet:\n  name: north\n  join: 10.9.8.7\n" + POOLS;

        FleetConfig fleet = apply(file, "--join", "127.0.0.1").fleet().orElseThrow();

        assertThat(fleet.name()).isEqualTo("north");
        assertThat(fleet.join()).containsExactly(new Endpoint.Tcp("127.0.0.1", 5701));
    }

    @Test
    void withoutBindTheClusterAddressIsTheMemberThatIsThisMachine() throws Exception {
        FleetConfig fleet = apply(POOLS, "--join", "127.0.0.1").fleet().orElseThrow();

        assertThat(fleet.bind()).isEqualTo("127.0.0.1");
    }

    @Test
    void whatDoesNotResolveIsNamed() {
        assertThatThrownBy(() -> apply(POOLS, "--bind", "no-such-host.invalid"))
                .isInstanceOf(StartException.class)
                .hasMessage("option --bind value 'no-such-host.invalid' does not resolve");
        assertThatThrownBy(() -> apply(POOLS, "--join", "no-such-host.invalid"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("'no-such-host.invalid' does not resolve");
        assertThatThrownBy(() -> apply(POOLS, "--join", "a:b"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("a:b");
    }

    private static FlotillaConfig apply(String file, String... args) throws Exception {
        NodeOptions options = NodeArguments.parse(args).check();
        return new OwnAddresses(options).apply(ConfigReader.read(file, "test.yml"));
    }
}

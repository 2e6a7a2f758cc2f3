package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    @Test
    void nutcrackers_form_is_read_with_defaults_and_sorted_servers() throws Exception {
        FlotillaConfig config = ConfigReader.read("""
                alpha:
                  listen: 127.0.0.1:22121
                  hash: fnv1a_64
                  hash_tag: "{}"
                  redis: true
                  timeout: '-1'
                  servers:
                   - 10.0.0.10:6379:1
                   - 10.0.0.9:6379:1
                   - ::1:11211:2 zz
                """, "n.yml");

        PoolConfig alpha = config.pool("alpha").orElseThrow();
        assertThat(config.fleet()).isEmpty();
        assertThat(alpha.servers())
                .extracting(ServerConfig::name)
                .containsExactly("zz", "10.0.0.9:6379", "10.0.0.10:6379");
        assertThat(alpha.timeoutMillis()).isZero();
        assertThat(alpha.ejection().onReturn()).isEqualTo(ReturnPolicy.KEEP);
    }

    @Test
    void a_fleet_needs_nothing_but_join() throws Exception {
        FlotillaConfig config = ConfigReader.read("""
                fleet:
                  join: 127.0.0.1, 127.0.0.2:5800
                pools:
                  alpha:
                    listen: 127.0.0.1:22121
                    max_ejected: 100%
                    servers: [ "127.0.0.1:11211:1" ]
                """, "f.yml");

        FleetConfig fleet = config.fleet().orElseThrow();
        assertThat(fleet.join())
                .isEqualTo(List.of(new Endpoint.Tcp("127.0.0.1", 5701), new Endpoint.Tcp("127.0.0.2", 5800)));
        assertThat(fleet.withClusterPort(6000).join().get(0).port()).isEqualTo(6000);
        assertThat(fleet.heartbeatMillis()).isEqualTo(250);
    }

    @Test
    void all_faults_of_a_file_are_reported_at_once_with_their_lines() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read("""
                        alpha:
                          listen: 127.0.0.1:0
                          hash: fnv1a_65
                          tiemout: 400
                          servers:
                           - 127.0.0.1:11211:0
                        beta:
                          listen: 127.0.0.1:22122
                        """, "n.yml"));

        assertThat(e.faults()).extracting(Fault::line).containsExactly(2, 3, 4, 6, 7);
    }
}

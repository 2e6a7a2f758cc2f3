package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {
    static final Path FOLDER = Path.of("samples");

    static List<Path> samples() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
        }
    }

    @Test
    void there_are_samples() throws Exception {
        assertThat(samples()).hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_sample_is_read(Path sample) throws Exception {
        assertThat(ConfigReader.read(sample).pools()).isNotEmpty();
    }

    @Test
    void the_pools_of_the_sample_in_nutcrackers_form_are_what_it_says() throws Exception {
        Map<String, PoolConfig> pools = Yaml.byName(ConfigReader.read(FOLDER.resolve("nutcracker-pools.yml")));

        assertThat(pools).containsOnlyKeys("sessions", "carts", "pages", "counters", "static");
        assertThat(pools.get("carts").protocol()).isEqualTo(Protocol.REDIS);
        assertThat(pools.get("carts").hash()).isEqualTo(KeyHash.MURMUR);
        assertThat(pools.get("carts").hashTag()).contains(new HashTag((byte) '{', (byte) '}'));
        assertThat(pools.get("pages").servers())
                .extracting(ServerConfig::weight)
                .containsExactly(1, 1, 2, 2);
        assertThat(pools.get("counters").distribution()).isEqualTo(Distribution.MODULA);
        assertThat(pools.get("sessions").servers())
                .extracting(ServerConfig::name)
                .containsExactly("127.0.0.1", "127.0.0.1:11212");
    }

    @Test
    void the_commented_sample_shows_every_key() throws Exception {
        String text = Files.readString(FOLDER.resolve("fleet.yml"));

        assertThat(Stream.of(FleetKeys.ALL, AdminKeys.ALL, PoolKeys.NUTCRACKER, PoolKeys.ADDED)
                        .flatMap(List::stream))
                .extracting(Key::name)
                .allSatisfy(name -> assertThat(text).containsPattern("(?m)^ +(# )?" + name + ":"));
    }

    @Test
    void the_commented_sample_shows_the_defaults_of_the_fleet() throws Exception {
        FleetConfig shown =
                ConfigReader.read(FOLDER.resolve("fleet.yml")).fleet().orElseThrow();
        FleetConfig standard = FleetConfig.defaults("10.0.0.1,10.0.0.2,10.0.0.3");

        assertThat(shown)
                .usingRecursiveComparison()
                .ignoringFields("name", "security", "join")
                .isEqualTo(standard);
        assertThat(shown.join()).isEqualTo(standard.join());
    }
}

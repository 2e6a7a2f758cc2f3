package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds small files and reads them. */
final class Yaml {
    static final String NAME = "test.yml";
    static final String LISTEN = "127.0.0.1:22121";
    static final String SERVER = "127.0.0.1:11211:1";

    private Yaml() {}

    /** A file of nutcracker's form with the pool {@code p}: listen in line 2, then the given lines, then one server. */
    static String pool(String... lines) {
        return "p:\n  listen: " + LISTEN + "\n" + indented("  ", lines) + "  servers:\n   - " + SERVER + "\n";
    }

    /** As {@link #pool}, in the long form: the first given line is line 4. */
    static String longPool(String... lines) {
        return "pools:\n" + indented("  ", pool(lines).split("\n"));
    }

    /** A pool with these servers, the first in line 4. */
    static String servers(String... servers) {
        return "p:\n  listen: " + LISTEN + "\n  servers:\n" + indented("   - ", servers);
    }

    /** A long form with these lines under {@code fleet:}, the first in line 2. */
    static String fleet(String... lines) {
        return "fleet:\n" + indented("  ", lines) + longPool();
    }

    private static String indented(String indent, String... lines) {
        return List.of(lines).stream().map(l -> indent + l + "\n").collect(Collectors.joining());
    }

    static FlotillaConfig read(String yaml) {
        try {
            return ConfigReader.read(yaml, NAME);
        } catch (ConfigException e) {
            throw new AssertionError("refused:\n" + yaml + "\n" + e.getMessage(), e);
        }
    }

    /** The only pool of a file. */
    static PoolConfig readPool(String yaml) {
        return read(yaml).pools().get(0);
    }

    /** The faults of a file that must have some. */
    static List<Fault> faults(String yaml) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(yaml, NAME));
        assertThat(e).as("a refusal of\n%s", yaml).isNotNull();
        return e.faults();
    }

    /** The fault of a file that must have exactly one. */
    static Fault fault(String yaml) {
        List<Fault> faults = faults(yaml);
        assertThat(faults).as("faults of\n%s", yaml).hasSize(1);
        return faults.get(0);
    }

    static Map<String, PoolConfig> byName(FlotillaConfig config) {
        return config.pools().stream().collect(Collectors.toMap(PoolConfig::name, p -> p));
    }
}

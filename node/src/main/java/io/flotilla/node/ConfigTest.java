package io.flotilla.node;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import java.io.PrintStream;

/** {@code -t}: reads the configuration and says all that is wrong with it, in the words of a start. */
final class ConfigTest {
    private final NodeOptions options;
    private final PrintStream err;

    ConfigTest(NodeOptions options, PrintStream err) {
        this.options = options;
        this.err = err;
    }

    /** Returns the exit status. */
    int run() {
        String verdict = "flotilla: configuration file '" + options.configFile() + "' syntax is ";
        try {
            FlotillaConfig config = ConfigReader.read(options.configFile());
            new OwnAddresses(options).apply(config);
            Node.adminToken(options, config);
            config.warnings().forEach(warning -> err.println("flotilla: warning: " + warning));
            err.println(verdict + "ok");
            return 0;
        } catch (ConfigException | StartException e) {
            e.getMessage().lines().forEach(line -> err.println("flotilla: " + line));
            err.println(verdict + "invalid");
            return 1;
        }
    }
}

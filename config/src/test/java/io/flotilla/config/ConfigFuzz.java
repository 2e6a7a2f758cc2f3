package io.flotilla.config;

import java.util.List;

/**
 * The bytes of a configuration file: read, or refused with faults that lie within the file and say something. What is read
 * is the same with a comment behind it and with the line ends of another system.
 */
public final class ConfigFuzz {
    private ConfigFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        FaultList faults = new FaultList("f.yml");
        String text = FileText.decode(data, faults);
        if (!faults.isEmpty()) {
            check(text, thrown(faults).faults());
            return;
        }
        FlotillaConfig config;
        try {
            config = read(text);
        } catch (ConfigException e) {
            check(text, e.faults());
            return;
        }
        same(config, text + "\n# end\n");
        if (text.indexOf('\r') < 0 && text.indexOf('"') < 0 && text.indexOf('\'') < 0) {
            same(config, text.replace("\n", "\r\n"));
        }
    }

    private static void check(String text, List<Fault> faults) {
        // YAML has more line ends than Java's lines().
        long lines = text.chars()
                .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
                .count();
        for (Fault fault : faults) {
            if (fault.line() < 0
                    || fault.line() > lines + 1
                    || fault.message().isBlank()
                    || fault.message().contains("null") && !text.contains("null")) {
                throw new AssertionError(fault + " in <" + text + ">");
            }
        }
        if (faults.isEmpty()) {
            throw new AssertionError("refused without a fault: <" + text + ">");
        }
    }

    private static void same(FlotillaConfig config, String text) {
        FlotillaConfig again;
        try {
            again = read(text);
        } catch (ConfigException e) {
            throw new AssertionError("refused: <" + text + ">", e);
        }
        if (!again.equals(config)) {
            throw new AssertionError(config + " became " + again + " by <" + text + ">");
        }
    }

    private static FlotillaConfig read(String text) throws ConfigException {
        return ConfigReader.read(text, "f.yml", host -> true);
    }

    private static ConfigException thrown(FaultList faults) {
        try {
            faults.throwIfAny();
        } catch (ConfigException e) {
            return e;
        }
        throw new AssertionError("faults, but nothing to throw");
    }
}

package io.flotilla.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file was refused. The message has every fault, one per line, in the order of the file. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * Refuses a file.
     *
     * @param faults what is wrong with it, at least one
     */
    public ConfigException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** Everything that is wrong with the file, in its order. */
    public List<Fault> faults() {
        return faults;
    }
}

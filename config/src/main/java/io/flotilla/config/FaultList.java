package io.flotilla.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one file, so that all of them are reported at once. */
final class FaultList {
    private final String file;
    private final List<Fault> faults = new ArrayList<>();

    FaultList(String file) {
        this.file = file;
    }

    void add(int line, String message) {
        faults.add(new Fault(file, line, message));
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** Throws if anything was added. */
    void throwIfAny() throws ConfigException {
        if (!faults.isEmpty()) {
            List<Fault> sorted = new ArrayList<>(faults);
            sorted.sort(Comparator.comparingInt(Fault::line));
            throw new ConfigException(sorted);
        }
    }
}

package io.flotilla.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of a process, from {@code /proc} (proc(5)); Linux only. */
final class ProcStat {
    /** USER_HZ: 100 on every Linux that user programs see. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final Path folder;

    ProcStat(long pid) {
        this.folder = Path.of("/proc", String.valueOf(pid));
    }

    /** CPU time of all threads so far, user and system, in seconds; to 10 ms. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /** Resident memory now, in KiB. */
    long rss() {
        return status("VmRSS:");
    }

    /** The most resident memory since the start or the last {@link #resetPeak}, in KiB. */
    long peakRss() {
        return status("VmHWM:");
    }

    /** Lets the peak begin anew. */
    void resetPeak() {
        try {
            Files.writeString(folder.resolve("clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reset the peak of " + folder, e);
        }
    }

    private long status(String name) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(folder + "/status has no " + name));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the process has ended: cannot read " + folder.resolve(file), e);
        }
    }
}

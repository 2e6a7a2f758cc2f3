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

    /** user, nice, system, irq, softirq and steal, behind the line's name. */
    private static final int[] BUSY_FIELDS = {1, 2, 3, 6, 7, 8};

    private final Path folder;

    ProcStat(long pid) {
        this.folder = Path.of("/proc", String.valueOf(pid));
    }

    /** KiB, as the kernel counts, in units of 1,000,000 bytes. */
    static double megabytes(long kib) {
        return kib * 1_024 / 1e6;
    }

    /** CPU time of everything on this machine so far, in seconds, with what its host took from it. */
    static double machineCpuSeconds() {
        try {
            String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
            double ticks = 0;
            for (int field : BUSY_FIELDS) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/stat", e);
        }
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

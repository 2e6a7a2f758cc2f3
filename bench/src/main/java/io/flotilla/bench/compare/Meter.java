package io.flotilla.bench.compare;

/** What the processes of a measurement use from its start to the reading. */
final class Meter {
    private static final ProcStat OWN = new ProcStat(ProcessHandle.current().pid());

    private final ProcStat proxy;
    private final Servers servers;
    private final long start = System.nanoTime();
    private final double cpu;
    private final double others;
    private final double machine;

    /**
     * What was used.
     *
     * @param cpuSeconds of the proxy
     * @param busy the proxy's CPU time per second, in cores
     * @param othersBusy the same of servers and load generator; NaN if they were not looked at
     * @param strangersBusy the same of everything else on the machine; NaN where the above is
     * @param peakRss the proxy's most memory, in KiB
     */
    record Reading(double cpuSeconds, double busy, double othersBusy, double strangersBusy, long peakRss) {}

    private Meter(ProcStat proxy, Servers servers) {
        this.proxy = proxy;
        this.servers = servers;
        proxy.resetPeak();
        this.others = others();
        this.cpu = proxy.cpuSeconds();
        this.machine = ProcStat.machineCpuSeconds();
    }

    /** Begins; {@code servers} is null if this process is not the load generator. */
    static Meter start(ProcStat proxy, Servers servers) {
        return new Meter(proxy, servers);
    }

    Reading read() {
        double seconds = (System.nanoTime() - start) / 1e9;
        double used = proxy.cpuSeconds() - cpu;
        double usedByOthers = others() - others;
        double strangers = Math.max(0, ProcStat.machineCpuSeconds() - machine - used - usedByOthers);
        return new Reading(used, used / seconds, usedByOthers / seconds, strangers / seconds, proxy.peakRss());
    }

    private double others() {
        return servers == null ? Double.NaN : OWN.cpuSeconds() + servers.cpuSeconds();
    }
}

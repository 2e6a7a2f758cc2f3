package io.flotilla.bench.compare;

import io.flotilla.bench.load.Load;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs redis-benchmark and reads what it prints. */
final class RedisBenchmark {
    private static final Pattern RATE = Pattern.compile("throughput summary: ([0-9.]+) requests per second");
    private static final Pattern PERCENTILE = Pattern.compile("([0-9.]+)% <= ([0-9.]+) milliseconds");

    private RedisBenchmark() {}

    /** What one run printed: requests per second, and latencies in microseconds. */
    record Result(double rate, double p50, double p99, double p999) {}

    /** Runs GETs of the load's keys. */
    static Result run(Load load, InetSocketAddress proxy, long requests) throws IOException {
        Process process = new ProcessBuilder(
                        "redis-benchmark",
                        "-h",
                        proxy.getHostString(),
                        "-p",
                        String.valueOf(proxy.getPort()),
                        "-t",
                        "get",
                        "-n",
                        String.valueOf(requests),
                        "-r",
                        String.valueOf(load.keys()),
                        "-d",
                        String.valueOf(load.valueBytes()),
                        "-c",
                        String.valueOf(load.clients()),
                        "-P",
                        String.valueOf(load.pipeline()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Matcher rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IOException("redis-benchmark printed no throughput: " + output.strip());
        }
        return new Result(
                Double.parseDouble(rate.group(1)),
                percentile(output, 50),
                percentile(output, 99),
                percentile(output, 99.9));
    }

    /** The first value of the printed distribution that covers this percentage. */
    private static double percentile(String output, double wanted) {
        Matcher line = PERCENTILE.matcher(output);
        while (line.find()) {
            if (Double.parseDouble(line.group(1)) >= wanted) {
                return Double.parseDouble(line.group(2)) * 1_000;
            }
        }
        return Double.NaN;
    }
}

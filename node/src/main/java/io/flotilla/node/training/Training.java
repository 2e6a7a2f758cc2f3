package io.flotilla.node.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a node, has it serve for some seconds and change its topology a few times, and stops it. The node's JVM writes the start-up
 * cache when it ends, and the cache of Java 25 keeps what was seen of each method's branches and types. Without that, compiled code
 * is thrown away when a node takes a branch for the first time, as in its first switch, which then slows everything down.
 */
public final class Training {
    private static final long READY_LIMIT_MILLIS = 60_000;
    /** Enough for what is on a request's way to be compiled. */
    private static final long WARM_UP_MILLIS = 2500;

    private static final int SWITCHES = 6;
    private static final long BETWEEN_MILLIS = 150;
    private static final long END_LIMIT_SECONDS = 120;

    private final Path folder;
    private final List<TrainingPool> pools = new ArrayList<>();
    private final int statsPort = freePort();
    private final int adminPort = freePort();

    private Training(Path folder) throws IOException {
        this.folder = folder;
    }

    /**
     * @param args {@code alone} or {@code member}, and behind it the command that starts a node, to which the node's options are added
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || !List.of("alone", "member").contains(args[0])) {
            throw new IllegalArgumentException("give alone or member, and the command that starts a node");
        }
        Path folder = Files.createTempDirectory("flotilla-training");
        Training training = new Training(folder);
        try {
            training.run(args[0].equals("member"), List.of(args).subList(1, args.length));
        } finally {
            training.pools.forEach(TrainingPool::close);
            Files.deleteIfExists(training.ready());
            Files.deleteIfExists(training.config());
            Files.delete(folder);
        }
    }

    private void run(boolean member, List<String> command) throws Exception {
        pools.add(new TrainingPool(TrainingProtocol.MEMCACHED, freePort()));
        pools.add(new TrainingPool(TrainingProtocol.REDIS, freePort()));
        StringBuilder yaml = new StringBuilder("pools:\n");
        pools.forEach(pool -> yaml.append(pool.yaml()));
        Files.writeString(config(), yaml);
        Process node =
                new ProcessBuilder(nodeCommand(member, command)).inheritIO().start();
        try {
            awaitReady(node);
            pools.forEach(TrainingPool::begin);
            Thread.sleep(WARM_UP_MILLIS);
            for (int i = 0; i < SWITCHES; i++) {
                for (String change : List.of("eject", "restore")) {
                    for (TrainingPool pool : pools) {
                        order(change, pool);
                        Thread.sleep(BETWEEN_MILLIS);
                    }
                }
            }
            pools.forEach(TrainingPool::end);
        } finally {
            node.destroy();
            if (!node.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
        }
    }

    private List<String> nodeCommand(boolean member, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("-c", config().toString(), "-v", "0", "-a", "127.0.0.1", "-s", "" + statsPort));
        whole.addAll(List.of("--admin-port", "" + adminPort, "--loops", "1", "--ready-file", ready().toString()));
        if (member) {
            int cluster = freePort();
            whole.addAll(List.of("--bind", "127.0.0.1", "--cluster-port", "" + cluster));
            whole.addAll(List.of("--join", "127.0.0.1:" + cluster));
        }
        return whole;
    }

    private void awaitReady(Process node) throws Exception {
        for (long end = System.currentTimeMillis() + READY_LIMIT_MILLIS; !Files.exists(ready()); Thread.sleep(50)) {
            if (!node.isAlive() || System.currentTimeMillis() > end) {
                throw new IOException("the node did not start");
            }
        }
    }

    private void order(String change, TrainingPool pool) throws Exception {
        String body = "{\"command\":\"%s\",\"pool\":\"%s\",\"server\":\"%s\"}"
                .formatted(change, pool.name(), TrainingPool.CHANGING);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/api/v1/topology"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(change + ": " + answer.body());
        }
    }

    private Path config() {
        return folder.resolve("pools.yml");
    }

    private Path ready() {
        return folder.resolve("ready");
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }
}

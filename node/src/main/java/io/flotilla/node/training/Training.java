package io.flotilla.node.training;

import io.flotilla.node.command.AdminClient;
import io.flotilla.node.command.CommandException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    /** The JVM puts the cache together after the node has ended, which takes long where its processor is emulated. */
    private static final long END_LIMIT_MINUTES = 10;

    private final Path folder = Files.createTempDirectory("flotilla-training");
    private final List<TrainingPool> pools = new ArrayList<>();
    private final List<Integer> ports;
    private final AdminClient admin;
    private Process node;

    private Training() throws IOException, CommandException {
        for (TrainingProtocol protocol : TrainingProtocol.values()) {
            pools.add(new TrainingPool(protocol));
        }
        ports = freePorts(pools.size() + 3);
        admin = new AdminClient("127.0.0.1:" + port(1), Optional.empty());
    }

    /**
     * @param args {@code alone} or {@code member}, and behind it the command that starts a node, to which the node's options are added
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || !List.of("alone", "member").contains(args[0])) {
            throw new IllegalArgumentException("give alone or member, and the command that starts a node");
        }
        Training training = new Training();
        // Also when it is interrupted: nobody else would end the node.
        Runtime.getRuntime().addShutdownHook(new Thread(training::cleanUp));
        training.run(args[0].equals("member"), List.of(args).subList(1, args.length));
    }

    private void run(boolean member, List<String> command) throws Exception {
        StringBuilder yaml = new StringBuilder("pools:\n");
        for (int i = 0; i < pools.size(); i++) {
            yaml.append(pools.get(i).yaml(ports.get(i)));
        }
        Files.writeString(config(), yaml);
        ProcessBuilder builder = new ProcessBuilder(nodeCommand(member, command)).inheritIO();
        // A node that asks for a token would refuse the orders.
        builder.environment().keySet().removeIf(name -> name.startsWith("FLOTILLA_ADMIN_TOKEN"));
        node = builder.start();
        awaitReady();
        for (int i = 0; i < pools.size(); i++) {
            pools.get(i).begin(ports.get(i));
        }
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
        node.destroy();
        if (!node.waitFor(END_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            throw new IOException("the node did not end");
        }
    }

    private void cleanUp() {
        if (node != null) {
            // The JVM that puts the cache together is a child of the node's.
            node.descendants().forEach(ProcessHandle::destroyForcibly);
            node.destroyForcibly();
        }
        for (Path path : List.of(ready(), config(), folder)) {
            path.toFile().delete();
        }
    }

    private List<String> nodeCommand(boolean member, List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("-c", config().toString(), "-v", "0", "-a", "127.0.0.1", "-s", port(0)));
        whole.addAll(List.of("--admin-port", port(1), "--loops", "1", "--ready-file", ready().toString()));
        if (member) {
            whole.addAll(List.of("--bind", "127.0.0.1", "--cluster-port", port(2), "--join", "127.0.0.1:" + port(2)));
        }
        return whole;
    }

    /** A port of the node's own. */
    private String port(int number) {
        return String.valueOf(ports.get(pools.size() + number));
    }

    private void awaitReady() throws Exception {
        for (long end = System.currentTimeMillis() + READY_LIMIT_MILLIS; !Files.exists(ready()); Thread.sleep(50)) {
            if (!node.isAlive() || System.currentTimeMillis() > end) {
                throw new IOException("the node did not start");
            }
        }
    }

    /** What a node is less trained in is no reason to do without a cache. */
    private void order(String change, TrainingPool pool) {
        JsonObject body =
                new JsonObject().put("command", change).put("pool", pool.name()).put("server", TrainingPool.CHANGING);
        try {
            admin.command(body);
        } catch (CommandException e) {
            Background.complain(change + " in pool " + pool.name() + ": " + e.getMessage());
        }
    }

    private Path config() {
        return folder.resolve("pools.yml");
    }

    private Path ready() {
        return folder.resolve("ready");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
            }
            return probes.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket probe : probes) {
                probe.close();
            }
        }
    }
}

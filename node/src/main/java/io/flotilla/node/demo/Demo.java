package io.flotilla.node.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The demonstration from the first server to the summary. Every claim it prints it has checked just before. */
final class Demo implements AutoCloseable {
    private final List<String> launcher;
    private final Path folder;
    private final Stage stage;

    /** {@code launcher} is the command that starts a node, without options. */
    Demo(Account account, List<String> launcher) throws IOException {
        this.launcher = launcher;
        Ports ports = Ports.free(Stage.ADDRESSES);
        this.folder = Files.createTempDirectory("flotilla-demo");
        this.stage = new Stage(account, new Children(folder), ports);
    }

    /** Runs all of it; whether every claim held. */
    boolean run() throws IOException {
        try {
            play();
        } catch (IOException | RuntimeException e) {
            stage.account.claim(false, "could not go on: " + (e.getMessage() == null ? e : e.getMessage()));
            stage.account.line("logs: " + folder);
            return false;
        }
        return stage.account.broken().isEmpty();
    }

    private void play() throws IOException {
        long start = System.nanoTime();
        stage.account.title("Flotilla: three proxies, one decision");
        startServers();
        startFleet();
        ServerScenes servers = new ServerScenes(stage);
        servers.useEveryProxy();
        servers.killServer();
        servers.returnServer();
        if (!stage.memcached.isEmpty()) {
            servers.killMemcached();
        }
        new ProxyScene(stage).killCoordinator();
        stage.traffic.forEach(Traffic::close);
        summarize(System.nanoTime() - start);
    }

    private void startServers() throws IOException {
        stage.account.chapter("The servers");
        Programs programs = new Programs(folder);
        Programs.Program redisProgram = programs.redis();
        for (int n = 1; n <= 4; n++) {
            stage.redis.add(Server.redis("redis-" + n, stage.ports.server(n), redisProgram, stage.children));
        }
        Optional<Programs.Program> memcachedProgram = programs.memcached();
        for (int n = 1; n <= 2 && memcachedProgram.isPresent(); n++) {
            stage.memcached.add(Server.memcached(
                    "memcached-" + n, stage.ports.server(4 + n), memcachedProgram.get(), stage.children));
        }
        for (Server server : stage.redis) {
            server.start();
        }
        for (Server server : stage.memcached) {
            server.start();
        }
        stage.account.line("4 x " + redisProgram.origin() + ": " + portsOf(stage.redis));
        if (memcachedProgram.isPresent()) {
            stage.account.line("2 x " + memcachedProgram.get().origin() + ": " + portsOf(stage.memcached));
        } else {
            stage.account.note("no memcached is installed, so the demo shows Redis only");
        }
    }

    private void startFleet() throws IOException {
        stage.account.chapter("The fleet: three proxies with one configuration file");
        Path file = folder.resolve("demo.yml");
        Files.writeString(file, yaml());
        List<Node> nodes = new ArrayList<>();
        for (int n = 1; n <= Stage.ADDRESSES.size(); n++) {
            String address = Stage.ADDRESSES.get(n - 1);
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of("-c", file.toString(), "--bind", address, "--node", "node-" + n));
            command.addAll(List.of("-s", "" + stage.ports.stats(), "--admin-port", "" + stage.ports.admin()));
            command.addAll(
                    List.of("--cluster-port", "" + stage.ports.cluster(), "--join", String.join(",", Stage.ADDRESSES)));
            nodes.add(new Node("node-" + n, address, stage.ports.admin(), command, stage.children));
        }
        stage.fleet = new Fleet(nodes, stage.ports);
        long start = System.nanoTime();
        for (Node node : nodes) {
            node.start();
            stage.account.waiting(node.name() + " starts");
            if (node == nodes.get(0)) {
                // The oldest member decides: let it be node-1, so that the account is the same each time.
                node.awaitReady();
                stage.showReady(node, start);
            }
        }
        for (Node node : nodes.subList(1, nodes.size())) {
            stage.account.waiting(node.name() + " starts and joins");
            node.awaitReady();
            stage.showReady(node, start);
        }
        Map<Node, Fleet.Seen> seen =
                stage.fleet.await(start, report -> report.nodes().size() == nodes.size());
        stage.account.claim(
                Stage.distinct(seen, FleetReport::coordinator) == 1 && Stage.distinct(seen, FleetReport::epoch) == 1,
                "all three name the same three members, one coordinator ("
                        + Stage.first(seen).coordinator() + ") and one epoch ("
                        + Stage.first(seen).epoch() + ")");
        stage.measure(
                "fleet of three proxies formed", Stage.slowest(seen), "of which most is three JVMs starting at once");
    }

    private void summarize(long took) {
        Traffic.Counts all = stage.totals();
        stage.account.chapter("What was measured");
        stage.measured.forEach((what, value) -> stage.account.measured(what, value[0], value[1]));
        stage.account.measured("requests of the three clients", String.format("%,d", all.requests()), "");
        stage.account.measured("  that got an error", String.format("%,d", all.refused()), "");
        stage.account.measured("  that returned an old value", String.format("%,d", all.wrong()), "");
        stage.account.measured("the whole demo", Account.millis(took), "");
        stage.account.blank();
        if (stage.account.broken().isEmpty()) {
            stage.account.claim(true, "everything held");
        } else {
            stage.account.broken().forEach(claim -> stage.account.line("did not hold: " + claim));
            stage.account.line("logs: " + folder);
        }
    }

    /** What to try by hand while everything is left running. */
    void showAddresses() {
        stage.account.chapter("Left running; Ctrl-C ends all of it");
        for (Node node : stage.fleet.alive()) {
            stage.account.line(node.name() + ":");
            stage.account.line("  redis-cli -h " + node.address() + " -p " + stage.ports.redisPool());
            if (!stage.memcached.isEmpty()) {
                stage.account.line("  memcached on " + node.address() + ":" + stage.ports.memcachedPool());
            }
            stage.account.line("  http://" + node.address() + ":" + stage.ports.admin()
                    + "/metrics   (/api/v1/topology, /health/ready)");
            stage.account.line("  nutcracker's stats on " + node.address() + ":" + stage.ports.stats());
        }
        Node any = stage.fleet.alive().get(0);
        String admin = any.address() + ":" + stage.ports.admin();
        stage.account.line("bin/flotilla status --admin " + admin);
        stage.account.line("configuration and logs: " + folder);
    }

    @Override
    public void close() {
        stage.traffic.forEach(Traffic::close);
        stage.children.close();
        if (stage.account.broken().isEmpty()) {
            deleteFolder();
        }
    }

    private String yaml() {
        StringBuilder yaml = new StringBuilder(pool(Stage.REDIS, stage.ports.redisPool(), true, stage.redis));
        if (!stage.memcached.isEmpty()) {
            yaml.append(pool(Stage.MEMCACHED, stage.ports.memcachedPool(), false, stage.memcached));
        }
        return yaml.toString();
    }

    private static String pool(String name, int port, boolean isRedis, List<Server> servers) {
        return """
                %s:
                  listen: 127.0.0.1:%d
                  redis: %s
                  hash: fnv1a_64
                  distribution: ketama
                  timeout: 400
                  auto_eject_hosts: true
                  server_failure_limit: 2
                  server_retry_timeout: 1000
                  servers:
                %s
                """.formatted(
                        name,
                        port,
                        isRedis,
                        servers.stream()
                                .map(server -> "   - 127.0.0.1:" + server.port() + ":1 " + server.name())
                                .collect(Collectors.joining("\n")));
    }

    private static String portsOf(List<Server> servers) {
        return servers.stream()
                .map(server -> server.name() + " on " + server.port())
                .collect(Collectors.joining(", "));
    }

    private void deleteFolder() {
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            stage.account.note("could not delete " + folder + ": " + e.getMessage());
        }
    }
}

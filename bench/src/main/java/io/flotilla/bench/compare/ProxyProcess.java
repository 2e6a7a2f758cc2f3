package io.flotilla.bench.compare;

import io.flotilla.bench.load.Protocol;
import io.flotilla.testing.ChildProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A running proxy in front of servers.
 *
 * <p>Placeholders of its command: {@code {config}} nutcracker's YAML, {@code {haproxy}} HAProxy's configuration, {@code {port}}
 * the pool's port, {@code {stats} {admin} {cluster}} further free ports, {@code {loops}} event loops, {@code {servers}} the
 * servers as host:port with commas between, {@code {host}} the address to listen on.
 */
final class ProxyProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(40);
    private static final int FLEET = 3;

    private final ProxyKind kind;
    private final Scene scene;
    private final Cores cores;
    private final List<String> servers;
    private final int port = FreePorts.next();
    private final int stats = FreePorts.next();
    private final int admin = FreePorts.next();
    private final int cluster = FreePorts.next();
    private final List<Path> files = new ArrayList<>();
    private final List<ChildProcess> processes = new ArrayList<>();

    private ProxyProcess(ProxyKind kind, Scene scene, Cores cores, List<? extends RealServer> servers) {
        this.kind = kind;
        this.scene = scene;
        this.cores = cores;
        this.servers = servers.stream().map(RealServer::address).toList();
    }

    /** Starts it and waits until it answers. */
    static ProxyProcess start(ProxyKind kind, Scene scene, Cores cores, List<? extends RealServer> servers) {
        ProxyProcess proxy = launch(kind, scene, cores, servers);
        try {
            proxy.awaitAnswer(START_LIMIT);
            return proxy;
        } catch (AssertionError e) {
            proxy.close();
            throw e;
        }
    }

    /** Starts it and does not wait. */
    static ProxyProcess launch(ProxyKind kind, Scene scene, Cores cores, List<? extends RealServer> servers) {
        ProxyProcess proxy = new ProxyProcess(kind, scene, cores, servers);
        for (int i = 0; i < (kind.fleet() ? FLEET : 1); i++) {
            proxy.launchNode();
        }
        return proxy;
    }

    /** Starts one node more on the next loopback address and does not wait. The first is the one that is measured. */
    void launchNode() {
        int number = processes.size() + 1;
        String prefix = number == 1 ? cores.proxyPrefix() : cores.otherPrefix();
        String command = "exec " + prefix + filled(kind.command(), "127.0.0." + number);
        processes.add(ChildProcess.start(kind.name() + "-" + number, List.of("sh", "-c", command)));
    }

    /** Whether the node that was started last answers a request through a server. */
    boolean lastAnswers() {
        return answers("127.0.0." + processes.size());
    }

    private String filled(String command, String host) {
        String filled = command;
        if (command.contains("{config}")) {
            filled = filled.replace("{config}", file(".yml", yaml()));
        }
        if (command.contains("{haproxy}")) {
            filled = filled.replace("{haproxy}", file(".cfg", haproxy()));
        }
        return filled.replace("{port}", String.valueOf(port))
                .replace("{stats}", String.valueOf(stats))
                .replace("{admin}", String.valueOf(admin))
                .replace("{cluster}", String.valueOf(cluster))
                .replace("{loops}", String.valueOf(scene.loops()))
                .replace("{servers}", String.join(",", servers))
                .replace("{host}", host);
    }

    private String file(String suffix, String text) {
        try {
            Path file = Files.writeString(Files.createTempFile("bench", suffix), text);
            files.add(file);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String yaml() {
        return """
                bench:
                  listen: 127.0.0.1:%d
                  hash: fnv1a_64
                  distribution: ketama
                  redis: %s
                  timeout: 10000
                  backlog: 1024
                  preconnect: true
                  auto_eject_hosts: false
                  server_connections: 1
                  servers:
                %s
                """.formatted(
                        port,
                        scene.protocol() == Protocol.REDIS,
                        servers.stream().map(s -> "   - " + s + ":1").collect(Collectors.joining("\n")));
    }

    private String haproxy() {
        return """
                global
                  nbthread %d
                  maxconn 4000
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                listen bench
                  bind 127.0.0.1:%d
                  server first %s
                """.formatted(scene.loops(), port, servers.get(0));
    }

    /**
     * Waits until a request through the proxy is answered by a server.
     *
     * @throws AssertionError with the log if the process ends or does not answer in time
     */
    void awaitAnswer(Duration limit) {
        for (ChildProcess process : processes) {
            String host = "127.0.0." + (processes.indexOf(process) + 1);
            process.awaitReady(limit, () -> answers(host));
        }
    }

    private boolean answers(String host) {
        try (RawClient client = RawClient.connect(host, port).within(Duration.ofSeconds(2))) {
            if (scene.protocol() == Protocol.REDIS) {
                return !String.valueOf(client.resp("GET", "ready")).startsWith("-");
            }
            return client.send("get ready\r\n").readLine().equals("END");
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    /** Where clients connect. */
    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    ProxyKind kind() {
        return kind;
    }

    /** Of the node that is measured. */
    long pid() {
        return processes.get(0).pid();
    }

    ProcStat stat() {
        return new ProcStat(pid());
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package io.flotilla.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One Flotilla node in a JVM of its own, with this JVM's class path. Started with a configuration file of its own and ports
 * that several nodes on different loopback addresses may share.
 */
public final class FlotillaProcess implements AutoCloseable {
    /** The class whose main starts a node. */
    public static final String MAIN_CLASS = "io.flotilla.node.Main";

    private static final String TOKEN_VARIABLE = "FLOTILLA_ADMIN_TOKEN";
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Setup setup;
    private final Path configuration;
    private ChildProcess process;

    private FlotillaProcess(Setup setup) {
        this.setup = setup;
        try {
            this.configuration = Files.writeString(Files.createTempFile("flotilla", ".yml"), setup.yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node that stands alone on 127.0.0.1, started and ready. */
    public static FlotillaProcess started(String yaml, String... options) {
        return with(yaml).options(options).start();
    }

    /** How a node is to be started. */
    public static Setup with(String yaml) {
        return new Setup(yaml);
    }

    /** The ports of a node beside its pools'. */
    public record Ports(int stats, int admin, int cluster) {

        /** Three free ones. */
        public static Ports free() {
            return new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next());
        }
    }

    /** The choices of one node's start; each has a default. */
    public static final class Setup {
        private final String yaml;
        private String bind = "127.0.0.1";
        private NetworkHost host;
        private Ports ports = Ports.free();
        private List<String> join = List.of();
        private String name;
        private List<String> options = List.of();
        private List<String> jvmOptions = List.of();
        private Map<String, String> environment = Map.of();
        private Path launcher;

        private Setup(String yaml) {
            this.yaml = yaml;
        }

        /** The address of every listener; 127.0.0.1 by default. */
        public Setup bind(String address) {
            this.bind = address;
            return this;
        }

        /** Runs it on a host of a test network, at that host's address, with the admin token that {@link #post} brings. */
        public Setup on(NetworkHost where) {
            this.host = where;
            return bind(where.address());
        }

        public Setup ports(Ports shared) {
            this.ports = shared;
            return this;
        }

        /** Makes it a member of the fleet with these addresses. */
        public Setup join(List<String> members) {
            this.join = List.copyOf(members);
            return this;
        }

        public Setup name(String node) {
            this.name = node;
            return this;
        }

        /** More options of the command line. */
        public Setup options(String... more) {
            this.options = List.of(more);
            return this;
        }

        /** More options of the JVM. */
        public Setup jvmOptions(String... more) {
            this.jvmOptions = List.of(more);
            return this;
        }

        /** The program that starts a node, such as {@code bin/flotilla}; null for this JVM's own class path. */
        public Setup launcher(Path program) {
            this.launcher = program;
            return this;
        }

        public Setup environment(Map<String, String> more) {
            this.environment = Map.copyOf(more);
            return this;
        }

        private Map<String, String> environment() {
            Map<String, String> all = new HashMap<>(environment);
            if (host != null) {
                all.putIfAbsent(TOKEN_VARIABLE, "of a test network");
            }
            return all;
        }

        /** Starts the node and waits until it is ready. */
        public FlotillaProcess start() {
            FlotillaProcess node = launch();
            node.awaitReady();
            return node;
        }

        /** Starts the node and does not wait. */
        public FlotillaProcess launch() {
            FlotillaProcess node = new FlotillaProcess(this);
            node.launch();
            return node;
        }
    }

    private void launch() {
        process = ChildProcess.start(
                "flotilla-" + setup.bind,
                setup.host == null ? command() : setup.host.command(command()),
                setup.environment(),
                Path.of("").toAbsolutePath());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (setup.launcher != null) {
            command.add(setup.launcher.toString());
        } else {
            command.addAll(javaCommand());
            command.addAll(setup.jvmOptions);
            command.addAll(List.of("-cp", classPath(), MAIN_CLASS));
        }
        command.addAll(List.of("-c", configuration.toString(), "--bind", setup.bind));
        command.addAll(List.of("-s", String.valueOf(setup.ports.stats)));
        command.addAll(List.of("--admin-port", String.valueOf(setup.ports.admin)));
        if (!setup.join.isEmpty()) {
            command.addAll(List.of("--cluster-port", String.valueOf(setup.ports.cluster)));
            command.addAll(List.of("--join", String.join(",", setup.join)));
        }
        if (setup.name != null) {
            command.addAll(List.of("--node", setup.name));
        }
        command.addAll(setup.options);
        return command;
    }

    /** This JVM's {@code java} with the options a node needs on it. */
    public static List<String> javaCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4"));
        command.addAll(List.of("--add-modules", "java.se"));
        for (String export : List.of("java.base/jdk.internal.ref")) {
            command.addAll(List.of("--add-exports", export + "=ALL-UNNAMED"));
        }
        for (String open : List.of(
                "java.base/java.lang",
                "java.base/sun.nio.ch",
                "java.management/sun.management",
                "jdk.management/com.sun.management.internal")) {
            command.addAll(List.of("--add-opens", open + "=ALL-UNNAMED"));
        }
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }

    /** The tests' class path: surefire hides it behind a jar that has only a manifest. */
    public static String classPath() {
        String real = System.getProperty("surefire.test.class.path");
        return real != null ? real : System.getProperty("java.class.path", "." + File.pathSeparator);
    }

    /** Waits until {@code /health/ready} answers 200. */
    public FlotillaProcess awaitReady() {
        process.awaitReady(START_LIMIT, this::isReady);
        return this;
    }

    /** Whether {@code /health/ready} answers 200. */
    public boolean isReady() {
        try {
            return request("GET", "/health/ready", null).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The body that the admin port answers to a GET. */
    public String get(String path) {
        return ok(request("GET", path, null), path);
    }

    /** The body that the admin port answers to a POST of this JSON. */
    public String post(String path, String json) {
        return ok(request("POST", path, json), path);
    }

    /** One exchange with the admin port, whatever its status. */
    public HttpResponse<String> request(String method, String path, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + bind() + ":" + adminPort() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json));
        String token = setup.environment().get(TOKEN_VARIABLE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String ok(HttpResponse<String> response, String path) {
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** One reading of the stats port: a JSON object and a line feed. */
    public String stats() {
        try (RawClient client = RawClient.connect(bind(), statsPort())) {
            return client.readUntilClose();
        }
    }

    public String bind() {
        return setup.bind;
    }

    public int statsPort() {
        return setup.ports.stats;
    }

    public int adminPort() {
        return setup.ports.admin;
    }

    public int clusterPort() {
        return setup.ports.cluster;
    }

    /** The file it was started with. */
    public Path configuration() {
        return configuration;
    }

    /** The process itself: signals, log, exit code. */
    public ChildProcess process() {
        return process;
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Starts it again with what it was started with, and waits until it is ready. */
    public void restart() {
        if (process.isAlive()) {
            process.kill();
        }
        launch();
        awaitReady();
    }

    @Override
    public void close() {
        process.close();
        try {
            Files.deleteIfExists(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

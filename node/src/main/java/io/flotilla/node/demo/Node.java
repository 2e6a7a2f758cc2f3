package io.flotilla.node.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** One proxy as a process of its own, asked through its admin port. */
final class Node {
    private static final long START_LIMIT_NANOS = 120_000_000_000L;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final String address;
    private final int adminPort;
    private final List<String> command;
    private final Children children;
    private Process process;

    Node(String name, String address, int adminPort, List<String> command, Children children) {
        this.name = name;
        this.address = address;
        this.adminPort = adminPort;
        this.command = command;
        this.children = children;
    }

    void start() throws IOException {
        process = children.start(name, command);
    }

    void awaitReady() throws IOException {
        long deadline = System.nanoTime() + START_LIMIT_NANOS;
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IOException(name + " did not start; its log is " + children.log(name));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(name + " is not ready; its log is " + children.log(name));
            }
            Pause.millis(50);
        }
    }

    boolean isReady() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the node says of the fleet. */
    FleetReport report() throws IOException {
        HttpResponse<String> response = get("/api/v1/topology");
        if (response.statusCode() != 200) {
            throw new IOException(name + " answered " + response.statusCode() + ": " + response.body());
        }
        return FleetReport.of(new JsonObject(response.body()));
    }

    /** kill -9. */
    void kill() {
        Children.kill(process);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    private HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + adminPort + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

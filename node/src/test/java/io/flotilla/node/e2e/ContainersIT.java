package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** The image, in the arrangement of docker-compose.yml, where a Docker engine answers. */
class ContainersIT {
    private static final int MEMCACHED_POOL = 22121;
    private static final int REDIS_POOL = 22122;
    private static final int ADMIN = 22223;
    private static final String MEMBERS = "proxy-1,proxy-2,proxy-3";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final List<GenericContainer<?>> ALL = new ArrayList<>();
    private static final List<GenericContainer<?>> PROXIES = new ArrayList<>();
    private static final List<GenericContainer<?>> REDIS = new ArrayList<>();
    private static Network network;

    @BeforeAll
    static void start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return;
        }
        network = Network.newNetwork();
        for (int n = 1; n <= 2; n++) {
            add("memcached-" + n, new GenericContainer<>(DockerImageName.parse("memcached:1.6")));
        }
        for (int n = 1; n <= 3; n++) {
            REDIS.add(add("redis-" + n, new GenericContainer<>(DockerImageName.parse("redis:7"))));
        }
        ALL.forEach(GenericContainer::start);
        Path root = Path.of("..").toAbsolutePath().normalize();
        String image = new ImageFromDockerfile("flotilla-test", true)
                .withFileFromPath("Dockerfile", root.resolve("Dockerfile"))
                .withFileFromPath("node/target/dist/flotilla", root.resolve("node/target/dist/flotilla"))
                .get();
        for (int n = 1; n <= 3; n++) {
            PROXIES.add(add("proxy-" + n, proxy(image, n, root)));
        }
        PROXIES.get(0).start();
        PROXIES.get(1).start();
        PROXIES.get(2).start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> everyProxy(t -> t.members().size() == 3));
    }

    /** Before each test, since a class that is left out as a whole is not counted anywhere. */
    @BeforeEach
    void needsDocker() {
        if (network == null) {
            String why = "NOT RUN: no Docker engine answers here, so the image is not tested";
            System.err.println(why);
            throw new TestAbortedException(why);
        }
    }

    private static GenericContainer<?> proxy(String image, int n, Path root) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withCopyFileToContainer(
                        MountableFile.forHostPath(root.resolve("config/samples/compose.yml"), 0644),
                        "/etc/flotilla/flotilla.yml")
                .withCommand(
                        "-c",
                        "/etc/flotilla/flotilla.yml",
                        "--bind",
                        "proxy-" + n,
                        "--join",
                        MEMBERS,
                        "--node",
                        "proxy-" + n)
                .withExposedPorts(MEMCACHED_POOL, REDIS_POOL, ADMIN)
                .waitingFor(Wait.forHttp("/health/ready").forPort(ADMIN).withStartupTimeout(Duration.ofSeconds(90)));
    }

    private static GenericContainer<?> add(String alias, GenericContainer<?> container) {
        container
                .withNetwork(network)
                .withNetworkAliases(alias)
                .withCreateContainerCmdModifier(c -> c.withHostName(alias));
        ALL.add(container);
        return container;
    }

    @AfterAll
    static void stop() {
        ALL.forEach(GenericContainer::stop);
        if (network != null) {
            network.close();
        }
    }

    @Test
    void theFleetInContainersServesEjectsAndTakesBack() {
        for (int k = 0; k < 300; k++) {
            try (RawClient writer = connect(PROXIES.get(k % 3), REDIS_POOL)) {
                assertThat(writer.resp("SET", "k" + k, "v" + k)).isEqualTo("OK");
            }
        }
        assertThat(readableThroughAll(300)).isEqualTo(900);
        try (RawClient writer = connect(PROXIES.get(0), MEMCACHED_POOL);
                RawClient reader = connect(PROXIES.get(1), MEMCACHED_POOL)) {
            writer.send("set page 0 0 2\r\nhi\r\n").expect("STORED\r\n");
            reader.send("get page\r\n").expect("VALUE page 0 2\r\nhi\r\nEND\r\n");
        }

        GenericContainer<?> victim = REDIS.get(1);
        DockerClientFactory.instance()
                .client()
                .pauseContainerCmd(victim.getContainerId())
                .exec();
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> everyProxy(t -> t.isOut("sessions", "redis-2")));
            assertThat(epochs()).hasSize(1);
            for (int k = 0; k < 300; k++) {
                try (RawClient writer = connect(PROXIES.get(k % 3), REDIS_POOL)) {
                    assertThat(writer.resp("SET", "k" + k, "v" + k)).isEqualTo("OK");
                }
            }
            assertThat(readableThroughAll(300)).isEqualTo(900);
        } finally {
            DockerClientFactory.instance()
                    .client()
                    .unpauseContainerCmd(victim.getContainerId())
                    .exec();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> everyProxy(t -> !t.isOut("sessions", "redis-2")));
        assertThat(epochs()).hasSize(1);
    }

    private static int readableThroughAll(int keys) {
        int right = 0;
        for (GenericContainer<?> proxy : PROXIES) {
            try (RawClient reader = connect(proxy, REDIS_POOL)) {
                for (int k = 0; k < keys; k++) {
                    right += ("v" + k).equals(reader.resp("GET", "k" + k)) ? 1 : 0;
                }
            }
        }
        return right;
    }

    private static RawClient connect(GenericContainer<?> container, int port) {
        return RawClient.connect(container.getHost(), container.getMappedPort(port));
    }

    private static boolean everyProxy(Predicate<TopologyJson> condition) {
        return PROXIES.stream().allMatch(proxy -> condition.test(topology(proxy)));
    }

    private static List<Long> epochs() {
        return PROXIES.stream().map(proxy -> topology(proxy).epoch()).distinct().toList();
    }

    private static TopologyJson topology(GenericContainer<?> proxy) {
        URI address = URI.create("http://" + proxy.getHost() + ":" + proxy.getMappedPort(ADMIN) + "/api/v1/topology");
        try {
            String body = HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return new TopologyJson(new JsonObject(body));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

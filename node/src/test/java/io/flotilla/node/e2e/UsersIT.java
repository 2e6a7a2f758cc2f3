package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.flotilla.testing.RealServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that must say who they are, and servers that want to know who the proxy is. */
class UsersIT {
    private static final String PASSWORD = "hunter2";
    private static final String[] ACL = {
        "--user", "default", "off", "--user", "proxy", "on", ">" + PASSWORD, "~*", "&*", "+@all"
    };

    @TempDir
    private Path folder;

    private final int port = FreePorts.next();

    private FlotillaProcess node(boolean redis, List<? extends RealServer> servers) {
        return FlotillaProcess.started("""
                pools:
                  p:
                    listen: 127.0.0.1:%d
                    redis: %s
                    users: [anna:%s]
                    server_auth: proxy:%s
                    timeout: 3000
                    auto_eject_hosts: true
                    server_retry_timeout: 200
                    probe_interval: 100ms
                    probe_timeout: 2s
                    servers:
                     - %s:1 server-1
                     - %s:1 server-2
                """.formatted(
                        port,
                        redis,
                        PASSWORD,
                        PASSWORD,
                        servers.get(0).address(),
                        servers.get(1).address()));
    }

    @Test
    void memcachedServersWithUsersAreProbedEjectedAndTakenBack() throws Exception {
        Path file = Files.writeString(folder.resolve("users.txt"), "proxy:" + PASSWORD + "\n");
        try (RealMemcached one = RealMemcached.started("-Y", file.toString());
                RealMemcached two = RealMemcached.started("-Y", file.toString());
                FlotillaProcess node = node(false, List.of(one, two));
                RawClient client = RawClient.connect("127.0.0.1", port)) {
            client.send("get k\r\nset k 0 0 12\r\nanna " + PASSWORD + "\r\n")
                    .expect("CLIENT_ERROR unauthenticated\r\nSTORED\r\n");
            outAndIn(node, two);
            client.send("set k 0 0 1\r\nv\r\n").expect("STORED\r\n");
            assertSilent(node);
        }
    }

    @Test
    void redisServersWithUsersAreProbedEjectedAndTakenBack() {
        try (RealRedis one = RealRedis.started(ACL);
                RealRedis two = RealRedis.started(ACL);
                FlotillaProcess node = node(true, List.of(one, two));
                RawClient client = RawClient.connect("127.0.0.1", port)) {
            assertThat(client.resp("GET", "k")).isEqualTo("-NOAUTH Authentication required.");
            assertThat(client.resp("AUTH", "anna", PASSWORD)).isEqualTo("OK");
            outAndIn(node, two);
            assertThat(client.resp("SET", "k", "v")).isEqualTo("OK");
            assertSilent(node);
        }
    }

    private static void outAndIn(FlotillaProcess node, RealServer server) {
        server.kill();
        await().atMost(Duration.ofSeconds(30)).until(() -> TopologyJson.of(node).isOut("p", "server-2"));
        server.restart();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !TopologyJson.of(node).isOut("p", "server-2"));
    }

    private static void assertSilent(FlotillaProcess node) {
        assertThat(node.process().log()).contains("server-2").doesNotContain(PASSWORD);
        assertThat(node.get("/api/v1/stats") + node.get("/api/v1/topology") + node.get("/metrics"))
                .contains("auth_failed")
                .doesNotContain(PASSWORD);
    }
}

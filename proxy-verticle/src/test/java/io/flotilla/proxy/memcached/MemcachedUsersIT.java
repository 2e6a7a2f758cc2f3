package io.flotilla.proxy.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool with users, and memcached with the same users in its file. */
class MemcachedUsersIT {
    private static final String STRANGER = "CLIENT_ERROR unauthenticated\r\n";
    private static final String LOGIN = "set x 0 0 11\r\nanna secret\r\n";

    /** Each is one request with one reply; sent in this order over one connection. */
    private static final List<String> REQUESTS = List.of(
            "get a\r\n",
            "mn\r\n",
            "quit\r\n",
            "\r\n",
            "set x 0 0\r\n",
            "set x 0 0 y\r\n",
            "set x 0 0 -1\r\n",
            "set x 0 0 10\r\nanna wrong\r\n",
            "set x 0 0 10 noreply\r\nanna wrong\r\n",
            "set x 0 0 10\r\nbob secret\r\n",
            "set x 0 0 4\r\nanna\r\n",
            "set x 0 0 0\r\n\r\n",
            "set x 0 0 11\r\nanna secretXX",
            "set x 0 0 3000\r\n" + "x".repeat(3000) + "\r\n",
            "settle x 0 0 11\r\n",
            "x".repeat(1000) + "\r\n",
            "set x y z 18 noreply\r\nanna  secret more \r\n",
            "get a\r\n",
            "set a 0 0 10\r\nanna wrong\r\n",
            "delete a\r\n");

    @TempDir
    private Path folder;

    @Test
    void whatMemcachedAnswersToAStrangerTheProxyAnswers() throws Exception {
        Path file = Files.writeString(folder.resolve("users.txt"), "anna:secret\nbob:other\n");
        try (RealMemcached direct = RealMemcached.started("-Y", file.toString());
                RealMemcached behind = RealMemcached.started();
                RunningProxy proxy = RunningProxy.of(List.of(behind), "users_file: " + file, "timeout: 5000");
                RawClient toServer = direct.connect();
                RawClient toProxy = proxy.connect()) {
            for (String request : REQUESTS) {
                String expected = toServer.send(request).readLine();
                assertThat(toProxy.send(request).readLine()).as(request).isEqualTo(expected);
            }
            assertThat(proxy.context().stats().sum("pool", 1).authFailed).isEqualTo(3);
        }
    }

    @Test
    void theProxySaysToServersWhoItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("users.txt"), "proxy:pw\n");
        try (RealMemcached one = RealMemcached.started("-Y", file.toString());
                RealMemcached two = RealMemcached.started("-Y", file.toString());
                RunningProxy proxy = RunningProxy.of(
                        List.of(one, two), "server_auth_file: " + file, "users: ['anna:secret']", "timeout: 5000");
                RawClient client = proxy.connect()) {
            client.send("get a\r\n" + LOGIN).expect(STRANGER + "STORED\r\n");
            String large = "v".repeat(200_000);
            for (int i = 0; i < 20; i++) {
                client.send("set k" + i + " 0 0 1\r\n" + i % 10 + "\r\n").expect("STORED\r\n");
                client.send("get k" + i + "\r\n").expect("VALUE k" + i + " 0 1\r\n" + i % 10 + "\r\nEND\r\n");
                // On a connection of its own.
                client.send("set l" + i + " 0 0 200000\r\n" + large + "\r\n").expect("STORED\r\n");
            }
            for (RealMemcached server : List.of(one, two)) {
                try (RawClient direct = server.connect()) {
                    direct.send("set x 0 0 8\r\nproxy pw\r\nget flotilla\r\n").expect("STORED\r\nEND\r\n");
                }
            }
        }
    }

    @Test
    void aServerWithoutUsersKeepsNothingOfTheLogin() {
        try (RealMemcached server = RealMemcached.started();
                RunningProxy proxy = RunningProxy.of(List.of(server), "server_auth: 'proxy:pw'", "timeout: 5000");
                RawClient client = proxy.connect()) {
            client.send("set a 0 0 1\r\n1\r\nget a\r\nget flotilla\r\n")
                    .expect("STORED\r\nVALUE a 0 1\r\n1\r\nEND\r\nEND\r\n");
        }
    }

    @Test
    void aServerThatDoesNotKnowTheProxyFails() throws Exception {
        Path file = Files.writeString(folder.resolve("users.txt"), "proxy:pw\n");
        try (RealMemcached server = RealMemcached.started("-Y", file.toString());
                RunningProxy proxy = RunningProxy.of(List.of(server), "server_auth: 'proxy:wrong'", "timeout: 5000");
                RawClient client = proxy.connect()) {
            client.send("get a\r\n").expect("SERVER_ERROR Server authentication failed\r\n");
        }
    }
}

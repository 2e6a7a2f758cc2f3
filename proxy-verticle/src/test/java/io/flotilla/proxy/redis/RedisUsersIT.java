package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pool with users, and Redis with the same users in its ACL. */
class RedisUsersIT {
    /** Sent in this order over one connection; each has one reply without a client's number in it. */
    private static final List<String> REQUESTS = List.of(
            "GET a",
            "NOSUCH a b",
            "GET",
            "PING",
            "CLIENT ID",
            "CLIENT NOSUCH",
            "CONFIG",
            "HELLO",
            "HELLO 3",
            "HELLO 1",
            "HELLO 4",
            "HELLO -1",
            "HELLO three",
            "HELLO 3 AUTH anna",
            "HELLO 3 AUTH anna wrong",
            "HELLO 2 SETNAME \"a b\"",
            "AUTH",
            "AUTH a b c",
            "AUTH secret",
            "AUTH anna wrong",
            "AUTH Anna secret",
            "AUTH nobody secret",
            "AUTH anna \"\"",
            "GET a",
            "MULTI",
            "SUBSCRIBE x",
            "AUTH anna secret",
            "ACL WHOAMI",
            "GET a",
            "AUTH bob wrong",
            "ACL WHOAMI",
            "AUTH bob b:c",
            "ACL WHOAMI",
            "CLIENT GETNAME",
            "RESET",
            "ACL WHOAMI",
            "AUTH bob b:c",
            "QUIT");

    private static RealRedis withUsers() {
        List<String> options = new ArrayList<>(List.of("--user", "default", "off"));
        for (String user : List.of("anna on >secret", "bob on >b:c")) {
            options.add("--user");
            options.addAll(List.of((user + " ~* &* +@all").split(" ")));
        }
        return RealRedis.started(options.toArray(new String[0]));
    }

    @Test
    void whatRedisAnswersToAStrangerTheProxyAnswers() {
        try (RealRedis direct = withUsers();
                RealRedis behind = RealRedis.started();
                RunningProxy proxy = RunningProxy.of(
                        List.of(behind), "redis: true", "users: ['anna:secret', 'bob:b:c']", "timeout: 5000");
                RawClient toServer = direct.connect();
                RawClient toProxy = proxy.connect()) {
            for (String request : REQUESTS) {
                // Redis 7.0 forgets a word that later ones have.
                String expected = reply(toServer, request).replace("the HELLO AUTH", "the HELLO <proto> AUTH");
                assertThat(reply(toProxy, request)).as(request).isEqualTo(expected);
            }
            assertThat(proxy.context().stats().sum("pool", 1).authFailed).isEqualTo(7);
        }
    }

    private static String reply(RawClient client, String request) {
        String line = client.send(request + "\r\n").readLine();
        return line.startsWith("$") && !line.equals("$-1") ? client.readLine() : line;
    }

    @Test
    void theProxySaysToServersWhoItIs() {
        try (RealRedis one = withUsers();
                RealRedis two = withUsers();
                RunningProxy proxy = RunningProxy.of(
                        List.of(one, two), "redis: true", "server_auth: 'anna:secret'", "timeout: 5000");
                RawClient client = proxy.connect()) {
            for (String version : List.of("2", "3")) {
                client.send("HELLO " + version + "\r\n").readUntil("modules\r\n*0\r\n");
                for (int i = 0; i < 20; i++) {
                    client.send("SET k" + i + " v\r\n").expect("+OK\r\n");
                    client.send("BLPOP l" + i + " 0.01\r\n").expect(version.equals("2") ? "*-1\r\n" : "_\r\n");
                }
            }
        }
    }
}

package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import io.flotilla.topology.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands about all servers, over two real ones. */
class RedisFleetIT {
    private static final String SCRIPT = "return {KEYS[1], ARGV[1]}";

    private static RealRedis one;
    private static RealRedis two;
    private static RunningProxy proxy;
    private RawClient client;

    @BeforeAll
    static void start() {
        one = RealRedis.started();
        two = RealRedis.started();
        proxy = RunningProxy.of(List.of(one, two), "redis: true", "hash: fnv1a_64", "timeout: 5000", "databases: 4");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void clean() {
        for (RealRedis server : List.of(one, two)) {
            server.call("FLUSHALL");
            server.call("FUNCTION", "FLUSH");
            server.call("SLOWLOG", "RESET");
        }
        client = proxy.connect();
        client.resp("SCRIPT", "FLUSH");
    }

    @AfterEach
    void allIn() {
        client.close();
        commit();
    }

    private static void commit(RealRedis... out) {
        TreeSet<String> names = new TreeSet<>();
        for (RealRedis server : out) {
            names.add(server.address());
        }
        long epoch = proxy.context().fleetSwitch().current().epoch() + 1;
        RunningProxy.await(proxy.context()
                .fleetSwitch()
                .commit(new Topology(epoch, names.isEmpty() ? new TreeMap<>() : new TreeMap<>(Map.of("pool", names)))));
    }

    private void fill(int keys) {
        for (int i = 0; i < keys; i++) {
            client.resp("SET", "key:" + i * 7919, "v" + i);
        }
    }

    private String keyOn(RealRedis server) {
        for (int i = 0; ; i++) {
            String key = "probe" + i * 31337;
            client.resp("SET", key, "x");
            boolean there = server.call("EXISTS", key).equals(1L);
            client.resp("DEL", key);
            if (there) {
                return key;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object reply) {
        return (List<Object>) reply;
    }

    @Test
    void countsAreAdded() {
        fill(100);
        assertThat((Long) one.call("DBSIZE")).isBetween(1L, 99L);
        assertThat(client.resp("DBSIZE")).isEqualTo(100L);
    }

    @Test
    void everyServerIsFlushed() {
        fill(100);
        assertThat(client.resp("FLUSHDB", "SYNC")).isEqualTo("OK");
        assertThat(client.resp("DBSIZE")).isEqualTo(0L);
        fill(20);
        assertThat(client.resp("FLUSHALL", "ASYNC")).isEqualTo("OK");
        assertThat(client.resp("DBSIZE")).isEqualTo(0L);
        assertThat(client.resp("FLUSHALL", "NEVER")).isEqualTo("-ERR syntax error");
    }

    @Test
    void keysOfAllServersAreListed() {
        fill(100);
        client.resp("SET", "other", "x");
        Set<Object> keys = new HashSet<>(list(client.resp("KEYS", "key:*")));
        assertThat(keys).hasSize(100).contains("key:7919");
    }

    @Test
    void copiesLeftOnAServerThatIsNotTheirsAreNotListed() {
        String mine = keyOn(one);
        client.resp("SET", mine, "right");
        two.call("SET", mine, "left over");
        assertThat(list(client.resp("KEYS", "*"))).containsExactly(mine);
        assertThat(scan("COUNT", "100")).containsExactly(mine);
        for (int i = 0; i < 20; i++) {
            assertThat(client.resp("RANDOMKEY")).isEqualTo(mine);
        }
    }

    private List<Object> scan(String... options) {
        List<Object> found = new ArrayList<>();
        String cursor = "0";
        do {
            List<String> words = new ArrayList<>(List.of("SCAN", cursor));
            words.addAll(List.of(options));
            List<Object> page = list(client.resp(words.toArray(new String[0])));
            cursor = (String) page.get(0);
            found.addAll(list(page.get(1)));
        } while (!cursor.equals("0"));
        return found;
    }

    @Test
    void aScanFindsEveryKeyOfEveryServer() {
        fill(500);
        assertThat(scan()).hasSize(500).doesNotHaveDuplicates();
        assertThat(scan("COUNT", "1000")).hasSize(500);
        client.resp("LPUSH", "key:list", "x");
        assertThat(scan("MATCH", "key:*", "TYPE", "list")).containsExactly("key:list");
        assertThat(scan("MATCH", "nothing*")).isEmpty();
    }

    @Test
    void aScanOfAnotherTopologyIsRefused() {
        fill(100);
        String cursor = (String) list(client.resp("SCAN", "0")).get(0);
        commit(two);
        assertThat(client.resp("SCAN", cursor))
                .isEqualTo("-ERR the servers of the pool changed since this scan began: start again with cursor 0");
        assertThat(scan()).hasSize(((Long) one.call("DBSIZE")).intValue());
    }

    @Test
    void aCursorThatIsNoneIsRefusedInTheServersWords() {
        for (String cursor : List.of("abc", "-", "18446744073709551616", "1 ")) {
            assertThat(client.resp("SCAN", cursor)).isEqualTo("-ERR invalid cursor");
        }
        assertThat(client.resp("SCAN", "4711").toString()).startsWith("-ERR the servers of the pool changed");
        assertThat(client.resp("SCAN", "0", "COUNT", "x")).isEqualTo("-ERR value is not an integer or out of range");
        assertThat(client.resp("SCAN")).isEqualTo("-ERR wrong number of arguments for 'scan' command");
    }

    @Test
    void eachDatabaseIsScannedAlone() {
        client.resp("SELECT", "2");
        fill(30);
        assertThat(scan()).hasSize(30);
        client.resp("SELECT", "0");
        assertThat(scan()).isEmpty();
    }

    @Test
    void keysMoveBetweenTheDatabasesOfThePool() {
        fill(30);
        assertThat(client.resp("MOVE", "key:7919", "3")).isEqualTo(1L);
        assertThat(client.resp("MOVE", "key:7919", "4")).isEqualTo("-ERR DB index is out of range");
        assertThat(client.resp("SWAPDB", "0", "3")).isEqualTo("OK");
        assertThat(client.resp("DBSIZE")).isEqualTo(1L);
        assertThat(client.resp("GET", "key:7919")).isEqualTo("v1");
    }

    @Test
    void aRandomKeyIsFoundWhereverItIs() {
        assertThat(client.resp("RANDOMKEY")).isNull();
        String only = keyOn(two);
        client.resp("SET", only, "x");
        for (int i = 0; i < 20; i++) {
            assertThat(client.resp("RANDOMKEY")).isEqualTo(only);
        }
    }

    @Test
    void aScriptIsLoadedOnAllServers() {
        String sha = (String) client.resp("SCRIPT", "LOAD", SCRIPT);
        assertThat(one.call("SCRIPT", "EXISTS", sha)).isEqualTo(List.of(1L));
        assertThat(two.call("SCRIPT", "EXISTS", sha)).isEqualTo(List.of(1L));
        String unknown = "0".repeat(40);
        assertThat(client.resp("SCRIPT", "EXISTS", sha, unknown)).isEqualTo(List.of(1L, 0L));
        assertThat(client.resp("SCRIPT", "FLUSH")).isEqualTo("OK");
        assertThat(client.resp("SCRIPT", "EXISTS", sha)).isEqualTo(List.of(0L));
        assertThat(client.resp("EVALSHA", sha, "1", "k", "v").toString()).startsWith("-NOSCRIPT");
    }

    @Test
    void aScriptThatDoesNotCompileIsAnErrorAndNotRemembered() {
        assertThat(client.resp("SCRIPT", "LOAD", "return (").toString()).startsWith("-ERR Error compiling script");
        assertThat(client.resp("PING")).isEqualTo("PONG");
    }

    @Test
    void aServerThatLostAScriptGetsItAgain() {
        String sha = (String) client.resp("SCRIPT", "LOAD", SCRIPT);
        String key = keyOn(one);
        one.call("SCRIPT", "FLUSH");
        assertThat(client.resp("EVALSHA", sha, "1", key, "v")).isEqualTo(List.of(key, "v"));
        one.call("SCRIPT", "FLUSH");
        assertThat(client.resp("EVALSHA", sha.toUpperCase(java.util.Locale.ROOT), "1", key, "w"))
                .isEqualTo(List.of(key, "w"));
        assertThat(client.resp("EVALSHA_RO", sha, "1", key, "w")).isEqualTo(List.of(key, "w"));
    }

    @Test
    void aTransactionFindsItsScriptsAlsoOnAServerThatLostThem() {
        String key = keyOn(one);
        String sha = (String) client.resp("SCRIPT", "LOAD", SCRIPT);
        for (boolean watched : List.of(false, true)) {
            one.call("SCRIPT", "FLUSH");
            if (watched) {
                assertThat(client.resp("WATCH", key)).isEqualTo("OK");
            }
            assertThat(client.resp("MULTI")).isEqualTo("OK");
            assertThat(client.resp("SET", key, "x")).isEqualTo("QUEUED");
            assertThat(client.resp("EVALSHA", sha, "1", key, "v")).isEqualTo("QUEUED");
            assertThat(client.resp("EXEC")).isEqualTo(List.of("OK", List.of(key, "v")));
        }
        one.call("SCRIPT", "FLUSH");
        two.call("SCRIPT", "FLUSH");
        client.resp("MULTI");
        assertThat(client.resp("EVALSHA", sha, "0", "v")).isEqualTo("QUEUED");
        assertThat(list(client.resp("EXEC"))).hasSize(1).noneMatch(r -> r.toString()
                .startsWith("-"));
    }

    @Test
    void helloAndInfoShowTheServersVersion() {
        String info = (String) one.call("INFO", "server");
        String version = info.replaceAll("(?s).*redis_version:(\\S+).*", "$1");
        assertThat(list(client.resp("HELLO", "2"))).containsSequence("version", version);
        assertThat((String) client.resp("INFO", "server")).contains("redis_version:" + version + "\r\n");
    }

    @Test
    void theFirstHelloIsAnsweredAlsoWhileAServerIsDown() {
        RealRedis dead = RealRedis.started();
        dead.close();
        try (RunningProxy young = RunningProxy.of(List.of(one, dead), "redis: true", "timeout: 5000");
                RawClient first = young.connect()) {
            List<Object> hello = list(first.resp("HELLO", "2"));
            assertThat(hello).contains("version").hasSize(14);
            assertThat((String) one.call("INFO", "server")).contains("redis_version:" + hello.get(3) + "\r\n");
        }
    }

    @Test
    void theFirstHelloIsAnsweredAlsoWhileAServerHangs() {
        try (RealRedis hung = RealRedis.started();
                RunningProxy young = RunningProxy.of(List.of(one, hung), "redis: true");
                RawClient first = young.connect()) {
            hung.pause();
            assertThat(list(first.resp("HELLO", "2"))).contains("version").hasSize(14);
            assertThat(first.resp("PING")).isEqualTo("PONG");
            hung.resume();
            Awaitility.await().untilAsserted(() -> assertThat((String) one.call("INFO", "server"))
                    .contains("redis_version:" + list(first.resp("HELLO", "2")).get(3) + "\r\n"));
        }
    }

    @Test
    void noTwoClientsOfAProxyHaveOneId() {
        int port = FreePorts.next();
        String yaml = "pools:\n pool:\n  listen: 127.0.0.1:" + port + "\n  redis: true\n  servers: [ '" + one.address()
                + ":1' ]\n";
        List<RawClient> clients = new ArrayList<>();
        try (RunningProxy wide = RunningProxy.of(yaml, port, 3)) {
            Set<Object> ids = new HashSet<>();
            for (int i = 0; i < 30; i++) {
                clients.add(wide.connect());
                ids.add(clients.get(i).resp("CLIENT", "ID"));
            }
            assertThat(ids).hasSize(30);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void aScriptSeenInEvalIsKnownOnTheSubstitute() {
        String key = keyOn(two);
        client.resp("EVAL", SCRIPT, "1", key, "v");
        String sha = (String) two.call("SCRIPT", "LOAD", SCRIPT);
        commit(two);
        assertThat(client.resp("EVALSHA", sha, "1", key, "v")).isEqualTo(List.of(key, "v"));
    }

    @Test
    void aRestartedServerGetsScriptsBeforeTheyAreUsedAndTheOrderStays() {
        RealRedis restarted = RealRedis.started();
        try (RunningProxy small = RunningProxy.of(List.of(restarted, one), "redis: true", "timeout: 2000");
                RawClient mine = small.connect()) {
            String sha = (String) mine.resp("SCRIPT", "LOAD", "return redis.call('INCR', KEYS[1])");
            String key = null;
            for (int i = 0; key == null; i++) {
                mine.resp("SET", "k" + i, "0");
                key = restarted.call("EXISTS", "k" + i).equals(1L) ? "k" + i : null;
            }
            assertThat(mine.resp("EVALSHA", sha, "1", key)).isEqualTo(1L);
            restarted.restart();
            String counter = key;
            Awaitility.await().until(() -> mine.resp("SET", counter, "0").equals("OK"));
            StringBuilder pipeline = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                pipeline.append("EVALSHA ")
                        .append(sha)
                        .append(" 1 ")
                        .append(key)
                        .append("\r\n");
                pipeline.append("GET ").append(key).append("\r\n");
            }
            mine.send(pipeline.toString());
            for (long i = 1; i <= 50; i++) {
                assertThat(mine.readResp()).isEqualTo(i);
                assertThat(mine.readResp()).isEqualTo(Long.toString(i));
            }
        } finally {
            restarted.close();
        }
    }

    @Test
    void aScriptWithoutKeysRunsOnSomeServer() {
        assertThat(client.resp("EVAL", "return 'x'", "0")).isEqualTo("x");
        assertThat(client.resp("EVAL", "return 'x'", "zero").toString()).startsWith("-ERR value is not an integer");
    }

    @Test
    void functionsAreLoadedOnAllServers() {
        String library = "#!lua name=lib\nredis.register_function('f', function(keys, args) return keys[1] end)";
        assertThat(client.resp("FUNCTION", "LOAD", library)).isEqualTo("lib");
        assertThat(client.resp("FCALL", "f", "1", keyOn(one))).isEqualTo(keyOn(one));
        assertThat(client.resp("FCALL", "f", "1", keyOn(two))).isEqualTo(keyOn(two));
        assertThat(list(client.resp("FUNCTION", "LIST"))).hasSize(1);
        assertThat(client.resp("FUNCTION", "LOAD", library)).isEqualTo("-ERR Library 'lib' already exists");
        String dump = (String) client.resp("FUNCTION", "DUMP");
        assertThat(client.resp("FUNCTION", "DELETE", "lib")).isEqualTo("OK");
        assertThat(list(two.call("FUNCTION", "LIST"))).isEmpty();
        assertThat(client.resp("FUNCTION", "RESTORE", dump)).isEqualTo("OK");
        assertThat(list(two.call("FUNCTION", "LIST"))).hasSize(1);
        assertThat(client.resp("FUNCTION", "KILL").toString()).startsWith("-NOTBUSY");
    }

    @Test
    void configurationIsReadFromOneServerAndSetOnAll() {
        assertThat(client.resp("CONFIG", "GET", "databases")).isEqualTo(List.of("databases", "4"));
        assertThat(client.resp("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
        assertThat(client.resp("CONFIG", "SET", "slowlog-max-len", "77")).isEqualTo("OK");
        assertThat(one.call("CONFIG", "GET", "slowlog-max-len")).isEqualTo(List.of("slowlog-max-len", "77"));
        assertThat(two.call("CONFIG", "GET", "slowlog-max-len")).isEqualTo(List.of("slowlog-max-len", "77"));
        assertThat(client.resp("CONFIG", "SET", "nosuch", "1").toString()).startsWith("-ERR Unknown option");
        assertThat(client.resp("CONFIG", "RESETSTAT")).isEqualTo("OK");
        assertThat(client.resp("CONFIG", "NOSUCH")).isEqualTo("-ERR unknown subcommand 'NOSUCH'. Try CONFIG HELP.");
    }

    @Test
    void infoIsMergedAndSaysWhatClientsLookFor() {
        fill(50);
        String info = (String) client.resp("INFO");
        assertThat(info)
                .contains("# Server\r\nredis_version:")
                .contains("\r\nredis_mode:standalone\r\n")
                .contains("\r\nrole:master\r\n")
                .contains("\r\nloading:0\r\n")
                .contains("\r\nconnected_clients:1\r\n")
                .contains("\r\ncluster_enabled:0\r\n")
                .contains("\r\ndb0:keys=50,expires=0,avg_ttl=0\r\n")
                .contains("\r\n# Flotilla\r\nflotilla_version:")
                .contains("\r\nflotilla_servers_in:2\r\n")
                .endsWith("state=in\r\n");
        assertThat((String) client.resp("INFO", "replication"))
                .startsWith("# Replication\r\n")
                .contains("role:master")
                .doesNotContain("# Flotilla");
        assertThat((String) client.resp("INFO", "flotilla"))
                .startsWith("# Flotilla\r\n")
                .contains("flotilla_epoch:");
        assertThat((String) client.resp("INFO", "everything")).contains("cmdstat_set:calls=");
        commit(two);
        assertThat((String) client.resp("INFO"))
                .contains("flotilla_servers_in:1\r\n")
                .contains(",state=out\r\n");
    }

    private static String versionOf(RealRedis server) {
        String info = (String) server.call("INFO", "server");
        return info.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .findFirst()
                .orElseThrow()
                .substring("redis_version:".length());
    }

    @Test
    void infoIsATextInResp3() {
        client.send("HELLO 3\r\n").readUntil("modules\r\n*0\r\n");
        client.send("INFO server\r\n");
        assertThat(client.readLine()).startsWith("=");
        assertThat(client.readLine()).isEqualTo("txt:# Server");
        assertThat(client.readLine()).startsWith("redis_version:" + versionOf(one));
        assertThat(client.readUntil("tcp_port:")).contains("run_id:");
    }

    @Test
    void infoComesThoughAServerIsDown() {
        RealRedis dying = RealRedis.started();
        try (RunningProxy small = RunningProxy.of(List.of(one, dying), "redis: true", "timeout: 300");
                RawClient mine = small.connect()) {
            dying.kill();
            assertThat((String) mine.resp("INFO")).contains("role:master").contains(",state=in,no_answer\r\n");
            assertThat(mine.resp("DBSIZE")).isEqualTo("-ERR Connection refused");
        } finally {
            dying.close();
        }
    }

    @Test
    void timeAndRoleAreThoseOfTheProxy() {
        long before = System.currentTimeMillis() / 1000;
        assertThat(Long.parseLong((String) list(client.resp("TIME")).get(0)))
                .isBetween(before, System.currentTimeMillis() / 1000);
        assertThat(client.resp("ROLE")).isEqualTo(List.of("master", 0L, List.of()));
        assertThat((Long) client.resp("LASTSAVE")).isPositive();
    }

    @Test
    void waitingForReplicasThatAreNotThereEndsWithTheTimeout() {
        assertThat(client.resp("WAIT", "0", "0")).isEqualTo(0L);
        assertThat(client.resp("WAIT", "1", "50")).isEqualTo(0L);
        assertThat(client.resp("WAIT", "1", "-1")).isEqualTo("-ERR timeout is negative");
        assertThat(client.resp("WAIT", "1", "x")).isEqualTo("-ERR timeout is not an integer or out of range");
    }

    @Test
    void aClientThatWaitsHoldsUpNobodyElse() {
        try (RawClient other = proxy.connect()) {
            client.send("WAIT 1 2000\r\n");
            for (int i = 0; i < 20; i++) {
                assertThat(other.resp("SET", "key:" + i * 7919, "x")).isEqualTo("OK");
            }
            client.expectSilence(java.time.Duration.ofMillis(1));
        }
    }

    @Test
    void aMessageReachesWhoeverListensOnTheServerOfTheChannel() {
        String channel = keyOn(two);
        try (RawClient listener = two.connect()) {
            listener.send("SUBSCRIBE " + channel + "\r\n").readUntil(":1\r\n");
            assertThat(client.resp("PUBLISH", channel, "hello")).isEqualTo(1L);
            listener.readUntil("$5\r\nhello\r\n");
            assertThat(client.resp("PUBSUB", "CHANNELS")).isEqualTo(List.of(channel));
            assertThat(client.resp("PUBSUB", "NUMSUB", channel, "none")).isEqualTo(List.of(channel, 1L, "none", 0L));
            assertThat(client.resp("PUBSUB", "NUMPAT")).isEqualTo(0L);
            assertThat(client.resp("PUBSUB", "SHARDCHANNELS")).isEqualTo(List.of());
        }
        assertThat(client.resp("SPUBLISH", channel, "hello")).isEqualTo(0L);
    }

    @Test
    void slowRequestsOfAllServersAreListed() {
        client.resp("CONFIG", "SET", "slowlog-log-slower-than", "0");
        fill(20);
        client.resp("CONFIG", "SET", "slowlog-log-slower-than", "10000");
        assertThat((Long) client.resp("SLOWLOG", "LEN")).isGreaterThanOrEqualTo(20L);
        assertThat(list(client.resp("SLOWLOG", "GET"))).hasSize(10);
        assertThat(list(client.resp("SLOWLOG", "GET", "15"))).hasSize(15);
        assertThat(client.resp("SLOWLOG", "RESET")).isEqualTo("OK");
        assertThat((Long) client.resp("SLOWLOG", "LEN")).isLessThan(4L);
        assertThat(client.resp("LATENCY", "RESET")).isEqualTo(0L);
        assertThat(client.resp("LATENCY", "LATEST")).isEqualTo(List.of());
    }

    @Test
    void subcommandsAreRoutedByTheirOwnKeys() {
        client.resp("SET", "key", "12");
        assertThat(client.resp("OBJECT", "ENCODING", "key")).isEqualTo("int");
        assertThat(client.resp("OBJECT", "HELP").toString()).startsWith("[OBJECT <subcommand>");
        assertThat(client.resp("OBJECT")).isEqualTo("-ERR wrong number of arguments for 'object' command");
        assertThat(client.resp("OBJECT", "ENCODING"))
                .isEqualTo("-ERR wrong number of arguments for 'object|encoding' command");
        assertThat((Long) client.resp("MEMORY", "USAGE", "key")).isPositive();
        assertThat(client.resp("MEMORY", "STATS").toString()).startsWith("-ERR 'memory|stats' is not offered");
        assertThat(client.resp("MEMORY", "PURGE")).isEqualTo("OK");
        assertThat(client.resp("XGROUP", "CREATE", "stream", "g", "$", "MKSTREAM"))
                .isEqualTo("OK");
        assertThat(list(client.resp("XINFO", "GROUPS", "stream"))).hasSize(1);
        assertThat(client.resp("ACL", "WHOAMI")).isEqualTo("default");
        assertThat(client.resp("CLUSTER", "INFO")).isEqualTo("-ERR This instance has cluster support disabled");
    }
}

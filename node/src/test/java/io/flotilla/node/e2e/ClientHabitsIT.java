package io.flotilla.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * What client libraries do beyond single requests, with their defaults and over several servers: transactions, messages,
 * waiting, scripts, iteration, and coming back after their connection was lost.
 */
class ClientHabitsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<RealRedis> SERVERS = new ArrayList<>();
    private static FlotillaProcess node;
    private static int port;

    @BeforeAll
    static void start() {
        for (int i = 0; i < 3; i++) {
            SERVERS.add(RealRedis.started());
        }
        port = FreePorts.next();
        node = FlotillaProcess.started(Pools.pool("habits", port, true, SERVERS, "hash_tag: \"{}\""));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        SERVERS.forEach(RealRedis::close);
    }

    // ---- vertx-redis-client -------------------------------------------------------------------------------------

    @Test
    void vertxRedisClientUsesTransactionsMessagesAndBatches() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Redis redis = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
            List<Response> batch = get(redis.batch(List.of(
                    Request.cmd(Command.SET, "{vx}a", "1"),
                    Request.cmd(Command.INCR, "{vx}a"),
                    Request.cmd(Command.MGET, "{vx}a", "vx-none"))));
            assertThat(batch).extracting(Response::toString).containsExactly("OK", "2", "[2, null]");

            RedisConnection own = get(redis.connect());
            assertThat(get(own.send(Request.cmd(Command.WATCH, "{vx}a")))).hasToString("OK");
            assertThat(get(own.send(Request.cmd(Command.MULTI)))).hasToString("OK");
            assertThat(get(own.send(Request.cmd(Command.INCR, "{vx}a")))).hasToString("QUEUED");
            assertThat(get(own.send(Request.cmd(Command.EXEC)))).hasToString("[3]");

            CompletableFuture<String> heard = new CompletableFuture<>();
            own.handler(push -> {
                if (push.get(0).toString().equals("message")) {
                    heard.complete(push.get(1) + ": " + push.get(2));
                }
            });
            get(own.send(Request.cmd(Command.SUBSCRIBE, "vx-news")));
            // The client says that it is subscribed as soon as it has asked for it.
            await().atMost(PATIENCE).until(() -> get(redis.send(Request.cmd(Command.PUBLISH, "vx-news", "hello")))
                    .toString()
                    .equals("1"));
            assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("vx-news: hello");
            get(own.close());
            redis.close();
        } finally {
            get(vertx.close());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    // ---- Lettuce ------------------------------------------------------------------------------------------------

    @Test
    void lettuceUsesTransactionsWaitingScriptsAndIteration() throws Exception {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (StatefulRedisConnection<String, String> connection = client.connect();
                StatefulRedisConnection<String, String> other = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            redis.watch("{lt}a");
            redis.multi();
            redis.set("{lt}a", "1");
            redis.incr("{lt}a");
            assertThat(redis.exec()).containsExactly("OK", 2L);

            RedisFuture<KeyValue<String, String>> waiting = other.async().blpop(30, "{lt}list");
            redis.lpush("{lt}list", "element");
            assertThat(waiting.get(30, TimeUnit.SECONDS).getValue()).isEqualTo("element");

            String digest = redis.scriptLoad("return KEYS[1] .. ARGV[1]");
            for (String key : List.of("lt-one", "lt-two", "lt-three", "lt-four")) {
                String reply = redis.evalsha(digest, ScriptOutputType.VALUE, new String[] {key}, "!");
                assertThat(reply).isEqualTo(key + "!");
            }

            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                values.put("lt-scan-" + i, "v");
            }
            redis.mset(values);
            ScanIterator<String> keys = ScanIterator.scan(
                    redis, ScanArgs.Builder.matches("lt-scan-*").limit(20));
            assertThat(keys.stream().toList()).containsExactlyInAnyOrderElementsOf(values.keySet());
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    @Test
    void lettuceSubscribesAgainWhenItIsCutOff() {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (StatefulRedisPubSubConnection<String, String> listener = client.connectPubSub();
                Jedis jedis = new Jedis("127.0.0.1", port)) {
            ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
            listener.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.add(message);
                }
            });
            listener.sync().subscribe("lt-news");
            assertThat(jedis.publish("lt-news", "before")).isEqualTo(1);
            await().atMost(PATIENCE).until(() -> heard.contains("before"));

            assertThat(jedis.clientKill(new redis.clients.jedis.params.ClientKillParams()
                            .type(redis.clients.jedis.args.ClientType.PUBSUB)))
                    .isEqualTo(1);
            await().atMost(PATIENCE).until(() -> {
                jedis.publish("lt-news", "after");
                return heard.contains("after");
            });
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    // ---- Jedis --------------------------------------------------------------------------------------------------

    @Test
    void clientsComeBackWhenTheNodeIsStartedAgain() {
        RedisClient lettuce = RedisClient.create("redis://127.0.0.1:" + port);
        try (JedisPooled jedis = new JedisPooled("127.0.0.1", port);
                StatefulRedisConnection<String, String> connection = lettuce.connect()) {
            jedis.set("back", "1");
            assertThat(connection.sync().incr("back")).isEqualTo(2);
            node.restart();
            assertThat(connection.sync().incr("back")).isEqualTo(3);
            await().atMost(PATIENCE)
                    .ignoreException(JedisConnectionException.class)
                    .until(() -> jedis.get("back").equals("3"));
        } finally {
            lettuce.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    @Test
    void jedisListsTheClientsOfTheNodeAndClosesOne() {
        try (Jedis jedis = new Jedis("127.0.0.1", port);
                Jedis victim = new Jedis("127.0.0.1", port)) {
            jedis.clientSetname("jedis-watcher");
            victim.clientSetname("jedis-victim");
            assertThat(jedis.clientId()).isNotEqualTo(victim.clientId());
            assertThat(jedis.clientList().lines())
                    .anyMatch(l -> l.contains("name=jedis-watcher") && l.contains("cmd=client|list"));
            assertThat(jedis.clientList().lines()).anyMatch(l -> l.contains("name=jedis-victim"));
            Transaction open = victim.multi();
            open.set("{jd}a", "never");
            assertThat(jedis.clientKill(
                            new redis.clients.jedis.params.ClientKillParams().id(idOf(jedis, "jedis-victim"))))
                    .isEqualTo(1);
            await().atMost(PATIENCE).until(() -> !jedis.clientList().contains("name=jedis-victim"));
            assertThat(jedis.exists("{jd}a")).isFalse();
        }
    }

    private static String idOf(Jedis jedis, String name) {
        String line = jedis.clientList()
                .lines()
                .filter(l -> l.contains("name=" + name))
                .findFirst()
                .orElseThrow();
        return line.substring("id=".length(), line.indexOf(' '));
    }
}

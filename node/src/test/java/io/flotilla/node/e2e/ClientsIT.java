package io.flotilla.node.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.testing.Binary;
import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealMemcached;
import io.flotilla.testing.RealRedis;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.spy.memcached.CASResponse;
import net.spy.memcached.CASValue;
import net.spy.memcached.MemcachedClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/** The client libraries and tools that people have, through one node. */
class ClientsIT {
    private static final List<RealRedis> REDIS = new ArrayList<>();
    private static final List<RealMemcached> MEMCACHED = new ArrayList<>();
    private static FlotillaProcess node;
    private static int redisPort;
    private static int memcachedPort;

    @BeforeAll
    static void start() {
        for (int s = 0; s < 3; s++) {
            REDIS.add(RealRedis.started());
            MEMCACHED.add(RealMemcached.started());
        }
        redisPort = FreePorts.next();
        memcachedPort = FreePorts.next();
        node = FlotillaProcess.started(Pools.pool("shards", redisPort, true, REDIS, "")
                + Pools.pool("cache", memcachedPort, false, MEMCACHED, ""));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        REDIS.forEach(RealRedis::close);
        MEMCACHED.forEach(RealMemcached::close);
    }

    @Test
    void jedisUsesSingleAndManyKeysAndPipelines() {
        try (Jedis jedis = new Jedis("127.0.0.1", redisPort)) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.set("jedis:text", "h\u00e9llo")).isEqualTo("OK");
            assertThat(jedis.get("jedis:text")).isEqualTo("h\u00e9llo");
            assertThat(jedis.mset("jedis:1", "a", "jedis:2", "b", "jedis:3", "c"))
                    .isEqualTo("OK");
            assertThat(jedis.mget("jedis:3", "jedis:none", "jedis:1", "jedis:2"))
                    .isEqualTo(Arrays.asList("c", null, "a", "b"));
            assertThat(jedis.exists("jedis:1", "jedis:2", "jedis:none")).isEqualTo(2);
            assertThat(jedis.del("jedis:1", "jedis:2", "jedis:none")).isEqualTo(2);
            assertThat(jedis.hset("jedis:hash", Map.of("f", "v"))).isEqualTo(1);
            assertThat(jedis.hgetAll("jedis:hash")).isEqualTo(Map.of("f", "v"));
            assertThat(jedis.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", 1, "jedis:counter", "5"))
                    .isEqualTo(5L);
            assertThatThrownBy(() -> jedis.incr("jedis:text"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("not an integer");

            Pipeline pipeline = jedis.pipelined();
            List<Response<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                counts.add(pipeline.incr("jedis:pipeline:" + i % 50));
            }
            pipeline.sync();
            for (int i = 0; i < 500; i++) {
                assertThat(counts.get(i).get()).isEqualTo(i / 50 + 1);
            }
        }
    }

    @Test
    void jedisPoolsConnections() {
        try (JedisPooled jedis = new JedisPooled("127.0.0.1", redisPort)) {
            for (int i = 0; i < 100; i++) {
                jedis.lpush("pooled:list", "v" + i);
            }
            assertThat(jedis.llen("pooled:list")).isEqualTo(100);
            assertThat(jedis.lrange("pooled:list", 0, 1)).containsExactly("v99", "v98");
        }
    }

    @Test
    void lettuceSpeaksResp2() throws Exception {
        RedisClient client = RedisClient.create(
                RedisURI.builder().withHost("127.0.0.1").withPort(redisPort).build());
        client.setOptions(
                ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < 200; i++) {
                values.put("lettuce:" + i, "value-" + i);
            }
            assertThat(connection.sync().mset(values)).isEqualTo("OK");
            List<RedisFuture<String>> replies = values.keySet().stream()
                    .map(key -> connection.async().get(key))
                    .toList();
            List<String> got = new ArrayList<>();
            for (RedisFuture<String> reply : replies) {
                got.add(reply.get(5, TimeUnit.SECONDS));
            }
            assertThat(got).containsExactlyElementsOf(values.values());
            assertThat(connection.sync().mget(values.keySet().toArray(String[]::new)))
                    .extracting(pair -> pair.getValueOrElse(null))
                    .containsExactlyElementsOf(values.values());
            assertThat(connection.sync().zadd("lettuce:z", 1.5, "m")).isEqualTo(1);
            assertThat(connection.sync().zscore("lettuce:z", "m")).isEqualTo(1.5);
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    @Test
    void spymemcachedUsesEveryCommandItHas() throws Exception {
        MemcachedClient client = new MemcachedClient(new InetSocketAddress("127.0.0.1", memcachedPort));
        try {
            assertThat(client.set("spy:a", 0, "one").get()).isTrue();
            assertThat(client.add("spy:a", 0, "two").get()).isFalse();
            assertThat(client.replace("spy:a", 0, "three").get()).isTrue();
            assertThat(client.get("spy:a")).isEqualTo("three");
            CASValue<Object> versioned = client.gets("spy:a");
            assertThat(client.cas("spy:a", versioned.getCas(), "four")).isEqualTo(CASResponse.OK);
            assertThat(client.cas("spy:a", versioned.getCas(), "five")).isEqualTo(CASResponse.EXISTS);
            assertThat(client.incr("spy:n", 1, 10)).isEqualTo(10);
            assertThat(client.incr("spy:n", 5)).isEqualTo(15);
            assertThat(client.decr("spy:n", 1)).isEqualTo(14);
            assertThat(client.touch("spy:a", 100).get()).isTrue();
            assertThat(client.delete("spy:a").get()).isTrue();
            assertThat(client.get("spy:a")).isNull();

            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                keys.add("spy:bulk:" + i);
                client.set("spy:bulk:" + i, 0, "value-" + i);
            }
            assertThat(client.getBulk(keys)).hasSize(300).containsEntry("spy:bulk:7", "value-7");
            byte[] large = new byte[900_000];
            Arrays.fill(large, (byte) 7);
            assertThat(client.set("spy:large", 0, large).get()).isTrue();
            assertThat((byte[]) client.get("spy:large")).isEqualTo(large);
        } finally {
            client.shutdown();
        }
    }

    @Test
    void redisCliRunsCommandsAndScripts() {
        Command.Result set = redisCli("set", "cli:key", "cli value");
        assertThat(set.output().strip()).isEqualTo("OK");
        assertThat(redisCli("get", "cli:key").output().strip()).isEqualTo("cli value");
        assertThat(redisCli("ping").output().strip()).isEqualTo("PONG");
        assertThat(redisCli("nosuchcommand").output()).contains("ERR unknown command");
        assertThat(redisCli("-3", "get", "cli:key").output()).contains("cli value");
    }

    @Test
    void redisBenchmarkRunsWithoutAnError() {
        Command.Result result = Command.run(
                List.of(
                        Binary.REDIS_BENCHMARK.require().toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(redisPort),
                        "-t",
                        "ping,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,mset",
                        "-n",
                        "5000",
                        "-P",
                        "8",
                        "-r",
                        "1000",
                        "--csv"),
                Map.of(),
                Path.of("").toAbsolutePath());
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("\"SET\"", "\"MSET (10 keys)\"").doesNotContainIgnoringCase("error");
    }

    @Test
    void ioredisUsesSingleAndManyKeys() throws IOException {
        Path folder = installed("ioredis");
        Path script = folder.resolve("check.js");
        Files.writeString(script, """
                const assert = require('assert');
                const Redis = require('ioredis');
                (async () => {
                  const redis = new Redis({ port: %d, host: '127.0.0.1', maxRetriesPerRequest: 1 });
                  redis.on('error', e => { console.error(e); process.exit(2); });
                  assert.strictEqual(await redis.set('io:a', 'one'), 'OK');
                  await redis.mset('io:b', 'two', 'io:c', 'three');
                  assert.deepStrictEqual(await redis.mget('io:c', 'io:x', 'io:a', 'io:b'), ['three', null, 'one', 'two']);
                  const replies = await redis.pipeline().incr('io:n').incr('io:n').get('io:a').exec();
                  assert.deepStrictEqual(replies, [[null, 1], [null, 2], [null, 'one']]);
                  assert.strictEqual(await redis.del('io:a', 'io:b', 'io:c', 'io:n'), 4);
                  await assert.rejects(redis.call('NOSUCH', 'x'), /unknown command/i);
                  redis.disconnect();
                  console.log('all well');
                })().catch(e => { console.error(e); process.exit(1); });
                """.formatted(redisPort), UTF_8);
        Command.Result result =
                Command.run(List.of(Binary.NODE.require().toString(), script.toString()), Map.of(), folder);
        assertThat(result.output()).contains("all well");
        assertThat(result.exit()).isZero();
    }

    /** A folder under target with this npm package; aborts the test loudly where it cannot be had. */
    private static Path installed(String npmPackage) throws IOException {
        Optional<Path> npm = Binary.NPM.find();
        Path folder = Path.of("target", "npm-" + npmPackage).toAbsolutePath();
        if (npm.isEmpty() || Binary.NODE.find().isEmpty()) {
            throw notRun(npmPackage + " needs node and npm (Debian packages nodejs and npm)");
        }
        Files.createDirectories(folder);
        if (!Files.isDirectory(folder.resolve("node_modules").resolve(npmPackage))) {
            Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
            Command.Result result = Command.run(
                    List.of(npm.get().toString(), "install", "--no-audit", "--no-fund", "--no-save", npmPackage),
                    Map.of(),
                    folder);
            if (result.exit() != 0) {
                throw notRun("npm could not install " + npmPackage + ": " + result.output());
            }
        }
        return folder;
    }

    private static TestAbortedException notRun(String why) {
        System.err.println("NOT RUN: " + why);
        return new TestAbortedException("NOT RUN: " + why);
    }

    private static Command.Result redisCli(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Binary.REDIS_CLI.require().toString(), "-h", "127.0.0.1", "-p", String.valueOf(redisPort)));
        command.addAll(List.of(arguments));
        return Command.run(command, Map.of(), Path.of("").toAbsolutePath());
    }
}

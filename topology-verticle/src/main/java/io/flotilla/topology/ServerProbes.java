package io.flotilla.topology;

import io.flotilla.config.Endpoint;
import io.flotilla.config.PoolConfig;
import io.flotilla.config.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Probes of all servers of a configuration: memcached's {@code version}, Redis's {@code PING} with the pool's password. */
final class ServerProbes implements Voter.Probes {
    private final Vertx vertx;
    private final Pools pools;
    private final Consumer<ServerId> onLost;
    private final NetClient client;
    private final Map<ServerId, ServerProbe> probes = new HashMap<>();

    /** Told of servers whose idle probing connection was lost. */
    ServerProbes(Vertx vertx, Pools pools, Consumer<ServerId> onLost) {
        this.vertx = vertx;
        this.pools = pools;
        this.onLost = onLost;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(2000));
    }

    @Override
    public void probe(ServerId server, Consumer<String> done) {
        probes.computeIfAbsent(server, this::create).ask(done);
    }

    private ServerProbe create(ServerId server) {
        PoolConfig pool = pools.poolOf(server);
        Endpoint endpoint = pools.server(server).endpoint();
        return new ServerProbe(
                vertx,
                pool.ejection().probeTimeoutMillis(),
                pool.protocol() == Protocol.REDIS
                        ? lost -> redis(pool, endpoint, lost)
                        : lost -> memcached(pool, endpoint, lost),
                () -> onLost.accept(server));
    }

    private Future<ServerProbe.Line> memcached(PoolConfig pool, Endpoint endpoint, Runnable lost) {
        return client.connect(addressOf(endpoint)).compose(socket -> {
            ServerProbe.MemcachedLine line = new ServerProbe.MemcachedLine(socket, lost);
            Future<Void> welcome = pool.access().server().map(line::login).orElseGet(Future::succeededFuture);
            return welcome.onFailure(e -> line.hangUp()).map(v -> line);
        });
    }

    private static SocketAddress addressOf(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Unix unix) {
            return SocketAddress.domainSocketAddress(unix.path());
        }
        Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
        return SocketAddress.inetSocketAddress(tcp.port(), tcp.host());
    }

    private Future<ServerProbe.Line> redis(PoolConfig pool, Endpoint endpoint, Runnable lost) {
        RedisOptions options = new RedisOptions()
                .setConnectionString(uriOf(endpoint))
                .setProtocolNegotiation(false)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setNetClientOptions(new NetClientOptions().setConnectTimeout(2000));
        pool.redisAuth().ifPresent(options::setPassword);
        Redis redis = Redis.createClient(vertx, options);
        return redis.connect()
                .compose(connection -> login(pool, connection))
                .recover(e -> {
                    redis.close();
                    return Future.failedFuture(unfit(e));
                })
                .map(connection -> new RedisLine(redis, connection, lost));
    }

    private static Future<RedisConnection> login(PoolConfig pool, RedisConnection connection) {
        return pool.access()
                .server()
                .map(us ->
                        connection.send(Request.cmd(Command.AUTH).arg(us.name()).arg(us.password())))
                .orElseGet(Future::succeededFuture)
                .map(connection);
    }

    private static String uriOf(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Unix unix) {
            return "unix://" + unix.path();
        }
        Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
        String host = tcp.host().contains(":") ? "[" + tcp.host() + "]" : tcp.host();
        return "redis://" + host + ":" + tcp.port();
    }

    /** What Redis answers instead of a pong says whether it can serve. */
    private static Throwable unfit(Throwable e) {
        if (e instanceof ErrorType error) {
            boolean auth = List.of("NOAUTH", "WRONGPASS").stream().anyMatch(error.getMessage()::startsWith)
                    || error.getMessage().contains("AUTH")
                    || error.getMessage().contains("invalid password");
            return new ServerProbe.UnfitException(
                    auth ? FailureCause.AUTH_FAILED : FailureCause.BAD_REPLY, error.getMessage());
        }
        return e;
    }

    /** A server that runs a slow script lives and has its keys; its clients are told that it is busy, by itself. */
    private static boolean isBusy(Throwable e) {
        return e instanceof ErrorType error && error.getMessage().startsWith("BUSY");
    }

    private record RedisLine(Redis redis, RedisConnection connection) implements ServerProbe.Line {
        RedisLine(Redis redis, RedisConnection connection, Runnable lost) {
            this(redis, connection);
            connection.exceptionHandler(e -> lost.run());
            connection.endHandler(v -> lost.run());
        }

        @Override
        public Future<?> ask() {
            return connection
                    .send(Request.cmd(Command.PING))
                    .recover(e -> isBusy(e) ? Future.succeededFuture() : Future.failedFuture(unfit(e)));
        }

        @Override
        public void hangUp() {
            redis.close();
        }
    }

    void close() {
        probes.values().forEach(ServerProbe::hangUp);
        client.close();
    }
}

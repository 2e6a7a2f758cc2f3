package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.config.FleetConfig;
import io.flotilla.config.FleetSecurity;
import io.flotilla.config.FleetTls;
import io.flotilla.testing.TestAuthority;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links between two nodes over real sockets, with what may stand between them or in the place of one. */
class LinksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final MemberId A = new MemberId("id-a", "a");
    private static final MemberId B = new MemberId("id-b", "b");

    private final Vertx vertx = Vertx.vertx();
    private final List<End> ends = new ArrayList<>();
    private final Refusals refusals = new Refusals();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

    /** A node's links, and what they brought. */
    private final class End {
        private final Context context = vertx.getOrCreateContext();
        private final List<String> received = new CopyOnWriteArrayList<>();
        private Links links;
        private LinkAddress address;

        End(MemberId self, String bind, FleetSecurity security) throws Exception {
            FleetConfig fleet = TestNode.config(bind, 5701, List.of(), List.of(), "")
                    .fleet()
                    .orElseThrow();
            FleetConfig secured = new FleetConfig(
                    fleet.name(),
                    fleet.join(),
                    bind,
                    fleet.clusterPort(),
                    fleet.heartbeatMillis(),
                    fleet.leaseMillis(),
                    fleet.forgetAfterMillis(),
                    fleet.whenIsolated(),
                    fleet.strict(),
                    security);
            Hmac hmac = new Hmac(security.secrets());
            call(() -> {
                links = new Links(self, vertx, secured, hmac, refusals, Clock.system(), received::add, () -> {});
                vertx.setPeriodic(20, t -> links.tick());
                return null;
            });
            address = await(call(() -> links.listen()));
            ends.add(this);
        }

        private <T> T call(Callable<T> call) throws Exception {
            Future<T> done = Future.future(promise -> context.runOnContext(v -> {
                try {
                    promise.complete(call.call());
                } catch (Exception e) {
                    promise.fail(e);
                }
            }));
            return done.await(10, TimeUnit.SECONDS);
        }

        private <T> T await(Future<T> future) throws Exception {
            return future.await(10, TimeUnit.SECONDS);
        }

        void meet(MemberId other, LinkAddress at) throws Exception {
            call(() -> {
                links.meet(other, at);
                return null;
            });
        }

        Set<MemberId> reached() throws Exception {
            return call(() -> links.reached());
        }

        void send(MemberId to, String word) throws Exception {
            call(() -> {
                links.send(to, new JsonObject().put("word", word));
                return null;
            });
        }
    }

    private End a;
    private End b;

    @BeforeEach
    void start() throws Exception {
        vertx.exceptionHandler(uncaught::add);
        a = new End(A, "127.0.0.1", secret("same"));
        b = new End(B, "127.0.0.2", secret("same"));
    }

    private static FleetSecurity secret(String secret) {
        return new FleetSecurity(Optional.of(secret), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        for (End end : ends) {
            end.call(() -> {
                end.links.close();
                return null;
            });
        }
        vertx.close().await(10, TimeUnit.SECONDS);
        assertThat(uncaught).isEmpty();
    }

    private static void untilReached(End from, MemberId who) {
        await().atMost(PATIENCE).until(() -> from.reached().contains(who));
    }

    private static void untilLost(End from, MemberId who) {
        await().atMost(PATIENCE).until(() -> !from.reached().contains(who));
    }

    @Test
    void whoHasMetIsReachedAndHears() throws Exception {
        a.meet(B, b.address);
        untilReached(a, B);
        a.send(B, "hello");
        await().atMost(PATIENCE).until(() -> b.received.contains("{\"word\":\"hello\"}"));
        assertThat(b.reached()).isEmpty();
    }

    @Test
    void aNodeThatEndsIsNoLongerReachedAndItsNextLifeIs() throws Exception {
        a.meet(B, b.address);
        untilReached(a, B);
        b.call(() -> {
            b.links.close();
            return null;
        });
        untilLost(a, B);
        MemberId next = new MemberId("id-b2", B.name());
        End again = new End(next, "127.0.0.2", secret("same"));
        a.meet(next, again.address);
        untilReached(a, next);
        assertThat(a.reached()).containsExactly(next);
    }

    @Test
    void aLinkWhoseBytesVanishIsLostAndIsUpAgainSoonAfterTheyDoNot() throws Exception {
        try (Wire wire = new Wire(vertx, b.address)) {
            a.meet(B, wire.address());
            untilReached(a, B);
            wire.swallow(true);
            untilLost(a, B);
            wire.swallow(false);
            untilReached(a, B);
            a.send(B, "after");
            await().atMost(PATIENCE).until(() -> b.received.contains("{\"word\":\"after\"}"));
        }
    }

    /** What TCP still delivers of a connection that was given up is not taken for an answer on the next. */
    @Test
    void aLinkWhoseBytesAreLateIsLostAndIsUpAgainWhenTheyCome() throws Exception {
        try (Wire wire = new Wire(vertx, b.address)) {
            a.meet(B, wire.address());
            untilReached(a, B);
            wire.hold(true);
            for (int i = 0; i < 400; i++) {
                a.send(B, "x".repeat(10_000));
            }
            untilLost(a, B);
            wire.hold(false);
            untilReached(a, B);
            a.send(B, "after");
            await().atMost(PATIENCE).until(() -> b.received.contains("{\"word\":\"after\"}"));
        }
    }

    @Test
    void whatANodeSaysBehindItsLastWordDoesNotBringItBack() throws Exception {
        a.meet(B, b.address);
        untilReached(a, B);
        a.call(() -> {
            a.links.leave(B);
            return null;
        });
        a.meet(B, b.address);
        await().pollDelay(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> a.reached()
                .isEmpty());
    }

    @Test
    void whoSaysNothingIsNotListenedToForLong() throws Exception {
        NetSocket socket = vertx.createNetClient()
                .connect(b.address.port(), b.address.host())
                .await(5, TimeUnit.SECONDS);
        Future<Void> closed = Future.future(promise -> socket.closeHandler(v -> promise.complete()));
        closed.await(10, TimeUnit.SECONDS);
    }

    @Test
    void anotherLifeAtTheSamePortIsNotTakenForTheOneThatIsMeant() throws Exception {
        MemberId former = new MemberId("id-b0", "b0");
        a.meet(former, b.address);
        await().pollDelay(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> !a.reached()
                .contains(former));
        assertThat(b.received).isEmpty();
    }

    @Test
    void whoHasNotTheSecretIsNotReached() throws Exception {
        End stranger = new End(new MemberId("id-c", "c"), "127.0.0.3", secret("another"));
        a.meet(new MemberId("id-c", "c"), stranger.address);
        await().pollDelay(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> a.reached()
                .isEmpty());
    }

    @Test
    void nonsenseIsCountedAndItsConnectionClosed() throws Exception {
        NetSocket socket = vertx.createNetClient()
                .connect(b.address.port(), b.address.host())
                .await(5, TimeUnit.SECONDS);
        Future<Void> closed = Future.future(promise -> socket.closeHandler(v -> promise.complete()));
        socket.write(Buffer.buffer("GET / HTTP/1.1\r\n\r\n"));
        closed.await(5, TimeUnit.SECONDS);
        assertThat(refusals.of(Refusals.What.MESSAGE)).isEqualTo(1);
    }

    @Test
    void withCertificatesOnlyMembersAreReached(@TempDir Path folder) throws Exception {
        TestAuthority authority = TestAuthority.in(folder, "ours");
        TestAuthority foreign = TestAuthority.in(folder, "theirs");
        MemberId c = new MemberId("id-c", "c");
        MemberId d = new MemberId("id-d", "d");
        MemberId e = new MemberId("id-e", "e");
        End one = new End(c, "127.0.0.1", tls(authority, "c"));
        End two = new End(d, "127.0.0.2", tls(authority, "d"));
        End other = new End(e, "127.0.0.3", tls(foreign, "e"));
        one.meet(d, two.address);
        untilReached(one, d);
        one.send(d, "sealed");
        await().atMost(PATIENCE).until(() -> two.received.contains("{\"word\":\"sealed\"}"));
        one.meet(e, other.address);
        other.meet(c, one.address);
        one.meet(B, b.address);
        b.meet(c, one.address);
        await().pollDelay(Duration.ofSeconds(1)).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(one.reached()).containsExactly(d);
            assertThat(other.reached()).isEmpty();
            assertThat(b.reached()).isEmpty();
        });
    }

    private static FleetSecurity tls(TestAuthority authority, String member) {
        TestAuthority.Issued own = authority.issue(member);
        return new FleetSecurity(
                Optional.of("same"),
                Optional.empty(),
                Optional.of(new FleetTls(own.certificate(), own.key(), authority.certificate())));
    }

    /** Passes bytes on in both directions, lets them vanish, or keeps them back, without closing anything. */
    private static final class Wire implements AutoCloseable {
        private final NetServer server;
        private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
        private volatile boolean swallows;
        private volatile boolean holds;

        Wire(Vertx vertx, LinkAddress to) throws Exception {
            server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"))
                    .connectHandler(near -> {
                        near.pause();
                        vertx.createNetClient().connect(to.port(), to.host()).onSuccess(far -> {
                            near.handler(bytes -> pass(bytes, far));
                            far.handler(bytes -> pass(bytes, near));
                            near.closeHandler(v -> far.close());
                            sockets.addAll(List.of(near, far));
                            if (!holds) {
                                near.resume();
                            }
                        });
                    });
            server.listen().await(5, TimeUnit.SECONDS);
        }

        private void pass(Buffer bytes, NetSocket to) {
            if (!swallows) {
                to.write(bytes);
            }
        }

        LinkAddress address() {
            return new LinkAddress("127.0.0.1", server.actualPort());
        }

        void swallow(boolean on) {
            swallows = on;
        }

        void hold(boolean on) {
            holds = on;
            sockets.forEach(on ? NetSocket::pause : NetSocket::resume);
        }

        @Override
        public void close() throws Exception {
            server.close().await(5, TimeUnit.SECONDS);
        }
    }
}

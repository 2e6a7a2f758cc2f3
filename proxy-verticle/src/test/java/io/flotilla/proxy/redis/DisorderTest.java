package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.ProxyFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients send commands of every kind, in pieces, and leave; servers answer in pieces, hang, die and return; time runs out and
 * the topology is switched: all in random order. In the end every client that is left is served, and nothing is lost. More
 * orders: {@code -Dtest.jvm.extra="-Dflotilla.seed=1 -Dflotilla.runs=10000"}.
 */
class DisorderTest {
    private static final int SERVERS = 3;
    private static final int MOST_CLIENTS = 6;
    private static final int TIMEOUT = 2;
    private static final int FIRST = Integer.getInteger("flotilla.seed", 1);
    private static final int RUNS = Integer.getInteger("flotilla.runs", 100);
    private static final int STEPS = 250;

    private Random random;
    private ProxyFixture proxy;
    /** Clients wait for connections of their own; none of them watches a key, which could make them wait for each other. */
    private boolean crowded;

    private List<Client> clients;
    private List<List<ModelConnection>> models;

    /** A client and what it has not sent yet of its latest command. */
    private static final class Client {
        final FakePeer peer;
        String rest = "";

        final StringBuilder got = new StringBuilder();

        Client(FakePeer peer) {
            this.peer = peer;
        }

        boolean isServed() {
            got.append(peer.take());
            return peer.isClosed() || got.toString().endsWith("+RESET\r\n$10\r\nstill here\r\n");
        }
    }

    static IntStream seeds() {
        return IntStream.range(FIRST, FIRST + RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyClientIsServedInTheEndAndNothingIsLost(int seed) {
        random = new Random(seed);
        crowded = seed % 2 == 0;
        clients = new ArrayList<>();
        models = new ArrayList<>();
        try (ProxyFixture started = ProxyFixture.of(
                RedisWireTest::codec,
                SERVERS,
                "redis: true",
                "timeout: " + TIMEOUT,
                "stream_threshold: 1KB",
                "client_output_limit: 64KB",
                "own_connections: " + (crowded ? 2 : MOST_CLIENTS + 1),
                "subscriber_connections: 2")) {
            proxy = started;
            for (int i = 0; i < SERVERS; i++) {
                List<ModelConnection> ofServer = new ArrayList<>();
                models.add(ofServer);
                proxy.server(i).playedBy(() -> model(ofServer));
            }
            for (int step = 0; step < STEPS; step++) {
                act();
            }
            heal();
            clients.forEach(c -> c.peer.close());
            settle();
            for (int i = 0; i < SERVERS; i++) {
                assertThat(proxy.pool().link(i).own().lent())
                        .as("lent connections")
                        .isZero();
                assertThat(proxy.pool().link(i).feeds().lent()).as("lent feeds").isZero();
            }
            assertThat(proxy.counters().subscribers).isZero();
        } catch (Throwable t) {
            throw new AssertionError("seed " + seed + ": " + t.getMessage(), t);
        }
    }

    private UnaryOperator<String> model(List<ModelConnection> ofServer) {
        ModelConnection model = new ModelConnection(random);
        ofServer.add(model);
        return bytes -> {
            model.receive(bytes);
            return "";
        };
    }

    private void act() {
        switch (random.nextInt(40)) {
            case 0 -> proxy.server(random.nextInt(SERVERS)).die();
            case 1 -> proxy.server(random.nextInt(SERVERS)).ignoreConnects();
            case 2, 3, 4 -> proxy.server(random.nextInt(SERVERS)).accept();
            case 5 -> closeOneConnection();
            case 6 -> timePasses();
            case 7 -> proxy.tick();
            case 8 -> proxy.prepareWithout(someServers());
            case 9 -> proxy.commitWithout(someServers());
            case 10 -> proxy.pool().abort();
            case 11 -> proxy.pool().shed();
            case 12 -> leave(Leaving.values()[random.nextInt(Leaving.values().length)]);
            case 13, 14 -> connections().forEach(ModelConnection::stir);
            case 15, 16, 17, 18, 19, 20, 21, 22 -> answer(1 + random.nextInt(50));
            case 23, 24 -> answer(Integer.MAX_VALUE);
            default -> send();
        }
        proxy.pump();
    }

    private enum Leaving {
        CLOSE,
        END_INPUT,
        STOP_READING,
        READ_ON
    }

    private void leave(Leaving how) {
        Client client = aClient();
        switch (how) {
            case CLOSE -> client.peer.close();
            case END_INPUT -> client.peer.endInput();
            case STOP_READING -> client.peer.stopReading();
            case READ_ON -> client.peer.goOnReading();
        }
    }

    private Client aClient() {
        clients.removeIf(c -> c.peer.isClosed());
        if (clients.size() < MOST_CLIENTS) {
            clients.add(new Client(proxy.client()));
        }
        return clients.get(random.nextInt(clients.size()));
    }

    private void send() {
        Client client = aClient();
        if (client.rest.isEmpty()) {
            client.rest = aCommand();
        }
        int part = random.nextInt(3) == 0 ? 1 + random.nextInt(client.rest.length()) : client.rest.length();
        client.peer.send(client.rest.substring(0, part));
        client.rest = client.rest.substring(part);
    }

    private String aCommand() {
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> wire("GET", key());
            case 3 -> wire("SET", key(), "v");
            case 4, 5 -> wire("SET", key(), "v".repeat(1000 + random.nextInt(20_000)));
            case 6 -> wire("MGET", key(), key(), key());
            case 7 -> wire("DEL", key(), key());
            case 8, 9 -> wire("MULTI");
            case 10, 11 -> wire("EXEC");
            case 12 -> wire("DISCARD");
            case 13 -> crowded ? wire("PING") : wire("WATCH", key());
            case 14 -> wire("UNWATCH");
            case 15, 16 -> wire("BLPOP", key(), "0");
            case 17, 18 -> wire("SUBSCRIBE", key(), key());
            case 19 -> wire("UNSUBSCRIBE");
            case 20 -> wire("PSUBSCRIBE", "k*");
            case 21 -> random.nextBoolean() ? wire("MONITOR") : wire("PUBLISH", key(), "x");
            case 22 -> random.nextBoolean() ? wire("EVAL", "return 1", "1", key()) : wire("KEYS", "*");
            case 23 -> wire("EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "1", key());
            case 24 -> random.nextBoolean() ? wire("RESET") : wire("HELLO", random.nextBoolean() ? "3" : "2");
            default -> random.nextBoolean() ? wire("DBSIZE") : wire("RANDOMKEY");
        };
    }

    private String key() {
        return "k" + random.nextInt(12);
    }

    private static String wire(String... words) {
        StringBuilder wire = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            wire.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return wire.toString();
    }

    private int[] someServers() {
        int out = random.nextInt(SERVERS + 1);
        return out == SERVERS ? new int[0] : new int[] {out};
    }

    private List<ModelConnection> connections() {
        return models.stream().flatMap(List::stream).toList();
    }

    private void closeOneConnection() {
        List<FakePeer> all = proxy.server(random.nextInt(SERVERS)).connections();
        if (!all.isEmpty()) {
            all.get(random.nextInt(all.size())).close();
        }
    }

    private void timePasses() {
        LockSupport.parkNanos((TIMEOUT + 1) * 1_000_000L);
        proxy.tick();
    }

    /** Some servers send so much of what they have to say. */
    private void answer(int most) {
        for (int server = 0; server < SERVERS; server++) {
            for (int i = 0; i < models.get(server).size(); i++) {
                if (random.nextInt(3) > 0) {
                    answer(server, i, most);
                }
            }
        }
    }

    private void answer(int server, int connection, int most) {
        ModelConnection model = models.get(server).get(connection);
        FakePeer peer = proxy.server(server).connections().get(connection);
        if (!peer.isClosed() && model.isAnswering()) {
            peer.send(model.release(most));
        }
    }

    /** Everything works again, and everybody wants to know. */
    private void heal() {
        for (int i = 0; i < SERVERS; i++) {
            proxy.server(i).accept();
        }
        proxy.commitWithout();
        clients.forEach(c -> c.peer.goOnReading());
        settle();
        clients.removeIf(c -> c.peer.isClosed());
        clients.forEach(c -> c.peer.send(c.rest + wire("RESET") + wire("ECHO", "still here")));
        for (int i = 0; i < 50 && !clients.stream().allMatch(Client::isServed); i++) {
            settle();
        }
        clients.forEach(c -> assertThat(c.isServed())
                .as("whether a client is served in the end")
                .isTrue());
    }

    private void settle() {
        for (int round = 0; round < 4; round++) {
            connections().forEach(ModelConnection::stir);
            for (int server = 0; server < SERVERS; server++) {
                for (int i = 0; i < models.get(server).size(); i++) {
                    answer(server, i, Integer.MAX_VALUE);
                }
            }
            proxy.pump();
        }
        timePasses();
    }
}

package io.flotilla.topology;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.WhenIsolated;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A fleet of three, in memory and in simulated time, that ejects a server and takes it back. It changes nothing; but the code of a
 * decision is loaded, linked and in the start-up cache by then, which would be done otherwise while a node's first decision
 * holds requests.
 */
final class Rehearsal {
    private static final int NODES = 3;
    private static final int TICK = 20;
    /** In simulated milliseconds; much more than any step takes. */
    private static final long PATIENCE = 20_000;

    private static final ServerId SERVER = new ServerId("rehearsal", "one");
    private static final String CONFIG = """
            rehearsal:
              listen: 127.0.0.1:1
              auto_eject_hosts: true
              server_retry_timeout: 500
              servers:
               - 127.0.0.1:2:1 one
               - 127.0.0.1:3:1 two
            """;

    private final Hmac hmac = new Hmac(List.of("rehearsal"));
    private final Deque<Runnable> due = new ArrayDeque<>();
    private final List<Player> players = new ArrayList<>();
    private boolean answers = true;
    private long now;

    /** Goes through it, in a few hundredths of a second. Fails if a step does not happen. */
    static List<Decision> run() {
        return new Rehearsal().play();
    }

    private Rehearsal() {
        Pools pools = new Pools(config());
        for (int i = 1; i <= NODES; i++) {
            players.add(new Player(new MemberId("id-" + i, "node-" + i), pools));
        }
    }

    private static FlotillaConfig config() {
        try {
            return ConfigReader.read(CONFIG, "rehearsal");
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Decision> play() {
        List<MemberId> members = players.stream().map(p -> p.self).toList();
        players.forEach(p -> p.node.members(members));
        players.forEach(p -> p.node.start());
        until(p -> p.node.participant().hasLease());
        answers = false;
        players.forEach(p -> p.node.limitReached(SERVER, FailureCause.TIMED_OUT.text()));
        until(p -> p.node.participant().applied().isOut(SERVER));
        answers = true;
        until(p -> !p.node.participant().applied().isOut(SERVER));
        return players.get(0).node.participant().ledger();
    }

    private void until(Predicate<Player> holds) {
        for (long end = now + PATIENCE; !players.stream().allMatch(holds); now += TICK) {
            if (now > end) {
                throw new IllegalStateException("a rehearsed step did not happen within " + PATIENCE + " ms");
            }
            players.forEach(p -> p.node.tick());
            while (!due.isEmpty()) {
                due.remove().run();
            }
        }
    }

    /** One node, and everything that it has to do with. */
    private final class Player implements FleetNode.Store, Clock {
        private final MemberId self;
        private final Seal seal = new Seal(hmac, "rehearsal");
        private final FleetNode node;

        Player(MemberId self, Pools pools) {
            this.self = self;
            Timing timing = new Timing(250, 2000, 10_000, false, WhenIsolated.SERVE, Timing.RETURN_PATIENCE);
            this.node = new FleetNode(
                    self,
                    pools,
                    timing,
                    this,
                    new Random(self.hashCode()),
                    this::send,
                    new IdleGate(due::add),
                    this::probe,
                    this);
        }

        private void send(MemberId to, Message message) {
            Player receiver =
                    players.stream().filter(p -> p.self.equals(to)).findFirst().orElseThrow();
            String sealed = seal.close(to, message).encode();
            due.add(() -> receiver.node.receive(receiver.seal.open(to, new JsonObject(sealed))));
        }

        private void probe(ServerId server, Consumer<String> done) {
            String cause = answers || !server.equals(SERVER) ? "" : FailureCause.TIMED_OUT.text();
            due.add(() -> done.accept(cause));
        }

        @Override
        public long millis() {
            return now;
        }

        @Override
        public long wallMillis() {
            return now;
        }

        @Override
        public void read(Consumer<Optional<AgreedState>> done) {
            due.add(() -> done.accept(Optional.empty()));
        }

        @Override
        public void write(AgreedState state) {
            SharedCopy.of(state, hmac);
        }
    }
}

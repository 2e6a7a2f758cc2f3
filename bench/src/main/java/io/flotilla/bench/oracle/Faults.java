package io.flotilla.bench.oracle;

import io.flotilla.testing.RealServer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is done to the servers, one after the other. Between two faults there is time enough for a server to come back, or
 * not quite: so another one fails while it is out, or right after its return.
 */
final class Faults {
    private static final List<Fault.Kind> TURNS =
            List.of(Fault.Kind.HANG, Fault.Kind.KILL, Fault.Kind.HANG, Fault.Kind.HICCUP, Fault.Kind.KILL);

    private final List<? extends RealServer> servers;
    private final LongSupplier clock;
    private final SplittableRandom random;
    private final List<Fault> done = new ArrayList<>();
    private Consumer<Fault> listener = fault -> {};

    /** @param clock milliseconds since the clients began */
    Faults(List<? extends RealServer> servers, LongSupplier clock, long seed) {
        this.servers = servers;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
    }

    /** Told of each fault right before it is done. */
    void onFault(Consumer<Fault> told) {
        listener = told;
    }

    /** Returns when so much time has passed on the clock; all servers run then. */
    void run(long millis) throws InterruptedException {
        Thread.sleep(Math.min(1000, millis / 10));
        for (int turn = 0; clock.getAsLong() < millis; turn++) {
            RealServer server = servers.get(turn % servers.size());
            Fault.Kind kind = TURNS.get(turn % TURNS.size());
            long outage = kind == Fault.Kind.HICCUP ? 100 + random.nextLong(900) : 1500 + random.nextLong(2000);
            doTo(server, kind, outage);
            Thread.sleep(Math.max(0, Math.min(500 + random.nextLong(5000), millis - clock.getAsLong())));
        }
    }

    private void doTo(RealServer server, Fault.Kind kind, long outage) throws InterruptedException {
        Fault fault = new Fault(clock.getAsLong(), kind, server.address(), outage);
        done.add(fault);
        listener.accept(fault);
        if (kind == Fault.Kind.KILL) {
            server.kill();
        } else {
            server.pause();
        }
        Thread.sleep(outage);
        if (kind == Fault.Kind.KILL) {
            server.start();
        } else {
            server.resume();
        }
    }

    List<Fault> done() {
        return List.copyOf(done);
    }
}

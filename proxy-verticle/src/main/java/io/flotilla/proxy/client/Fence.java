package io.flotilla.proxy.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;

/** The clients of a pool, on one event loop, whose next request waits for a switch of the topology. */
public final class Fence {
    private final LinkedHashSet<ClientSession> parked = new LinkedHashSet<>();
    private long lifts;

    /** How often it was lifted: tells one switch from another. */
    long lifts() {
        return lifts;
    }

    void park(ClientSession session) {
        parked.add(session);
    }

    void forget(ClientSession session) {
        if (!parked.isEmpty()) {
            parked.remove(session);
        }
    }

    /** Lets every client go on, in the order in which they came. */
    void lift() {
        ArrayList<ClientSession> going = new ArrayList<>(parked);
        parked.clear();
        lifts++;
        going.forEach(ClientSession::onSwitched);
    }

    /** Lets clients that have waited since before {@code deadline} go on to a failure. */
    void expire(long deadline) {
        if (parked.isEmpty()) {
            return;
        }
        ArrayList<ClientSession> late = new ArrayList<>(parked);
        late.removeIf(session -> session.heldSince() - deadline >= 0);
        late.forEach(session -> {
            parked.remove(session);
            session.onHeldTooLong();
        });
    }
}

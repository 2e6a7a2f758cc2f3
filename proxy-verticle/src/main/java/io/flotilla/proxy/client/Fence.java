package io.flotilla.proxy.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;

/** The clients of a pool, on one event loop, whose next request waits for a switch of the topology. */
public final class Fence {
    private final LinkedHashSet<HeldRequest> parked = new LinkedHashSet<>();
    private long lifts;

    /** How often it was lifted: tells one switch from another. */
    long lifts() {
        return lifts;
    }

    void park(HeldRequest request) {
        parked.add(request);
    }

    void forget(HeldRequest request) {
        if (!parked.isEmpty()) {
            parked.remove(request);
        }
    }

    /** Lets every client go on, in the order in which they came. */
    void lift() {
        ArrayList<HeldRequest> going = new ArrayList<>(parked);
        parked.clear();
        lifts++;
        going.forEach(HeldRequest::onSwitched);
    }

    /** Lets clients that have waited since before {@code deadline} go on to a failure. */
    void expire(long deadline) {
        if (parked.isEmpty()) {
            return;
        }
        ArrayList<HeldRequest> late = new ArrayList<>(parked);
        late.removeIf(request -> request.heldSince() - deadline >= 0);
        late.forEach(request -> {
            parked.remove(request);
            request.onHeldTooLong();
        });
    }
}

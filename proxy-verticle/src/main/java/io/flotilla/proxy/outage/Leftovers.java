package io.flotilla.proxy.outage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keys of other servers of which one server keeps copies, since it stood in for them. Nobody reads these copies while the
 * keys' own servers are in; they are deleted before one of those leaves again. Bounded: with too many, everything is flushed.
 */
final class Leftovers {
    private static final int MOST = 200_000;
    private static final int AT_ONCE = 64;

    private final int server;
    private final Set<String> keys = new HashSet<>();
    private boolean tooMany;
    private boolean busy;

    Leftovers(int server) {
        this.server = server;
    }

    void add(String key) {
        if (tooMany || keys.size() == MOST) {
            tooMany = true;
            keys.clear();
        } else {
            keys.add(key);
        }
    }

    boolean isLeft() {
        return tooMany || !keys.isEmpty();
    }

    /** Adds the deletion of all to an erasure; what the server then confirms is left no more. */
    void delete(Erasure erasure) {
        delete(erasure, keys.size());
    }

    private void delete(Erasure erasure, int most) {
        if (tooMany) {
            erasure.flush(server, () -> tooMany = false);
        } else {
            List<String> sent = keys.stream().limit(most).toList();
            sent.forEach(key -> erasure.delete(server, key, () -> keys.remove(key)));
        }
    }

    /** Deletes all, a few at a time so that nobody waits behind them for long; ends early if the server does not. */
    void sweep(Function<Consumer<String>, Erasure> erasures) {
        if (busy || !isLeft()) {
            return;
        }
        busy = true;
        Erasure erasure = erasures.apply(failure -> {
            busy = false;
            if (failure == null) {
                sweep(erasures);
            }
        });
        delete(erasure, AT_ONCE);
        erasure.seal();
    }

    /** The server leaves: these keys are to be deleted before it returns. */
    void moveTo(KeyRecord record) {
        if (tooMany) {
            record.lose();
        }
        keys.forEach(key -> record.add(key, server));
        keys.clear();
        tooMany = false;
    }
}

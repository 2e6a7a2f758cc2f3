package io.flotilla.proxy.outage;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Deletes on a server that is about to return what is recorded of it, while its substitutes are still being written: in
 * rounds, each of which deletes what was recorded during the one before, until few keys are left. Those are deleted while
 * requests are held. A few at a time, so that nobody else waits behind them for long.
 */
final class EarlyErasure {
    private static final int AT_ONCE = 64;
    private static final int FEW = 16;
    private static final int MOST_ROUNDS = 50;
    /** A server that takes so long for a few deletions does not return. */
    private static final int PATIENCE_MILLIS = 1000;

    private final int server;
    private final KeyRecord record;
    private final EventLoop loop;
    private final Function<Consumer<String>, Erasure> erasures;
    private final Consumer<String> onReady;
    private String[] keys = {};
    private int next;
    private int rounds;
    private long chunk;
    private boolean busy;
    private boolean ready;
    private boolean over;

    /**
     * @param erasures makes an erasure that tells what went wrong, or {@code null}
     * @param onReady told, once, what went wrong, or {@code null} when few keys are left
     */
    EarlyErasure(
            int server,
            KeyRecord record,
            EventLoop loop,
            Function<Consumer<String>, Erasure> erasures,
            Consumer<String> onReady) {
        this.server = server;
        this.record = record;
        this.loop = loop;
        this.erasures = erasures;
        this.onReady = onReady;
    }

    /** Goes on with what was recorded since; to be called now and then until the switch begins. */
    void proceed() {
        if (over || busy) {
            return;
        }
        if (record.due() <= FEW || rounds == MOST_ROUNDS) {
            ready(null);
        } else {
            rounds++;
            keys = record.ask();
            next = 0;
            deleteSome();
        }
    }

    private void deleteSome() {
        busy = true;
        long mine = ++chunk;
        Erasure erasure = erasures.apply(failure -> {
            if (mine == chunk) {
                deletedSome(failure);
            }
        });
        for (int i = 0; i < AT_ONCE && next < keys.length; i++) {
            erasure.delete(server, keys[next++]);
        }
        erasure.seal();
        loop.schedule(
                () -> {
                    if (busy && mine == chunk) {
                        chunk++;
                        deletedSome("it does not answer");
                    }
                },
                PATIENCE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void deletedSome(String failure) {
        busy = false;
        if (over) {
            return;
        }
        if (failure != null) {
            record.unconfirmed();
            ready(failure);
            stop();
        } else if (next < keys.length) {
            deleteSome();
        } else {
            record.confirmed();
            proceed();
        }
    }

    private void ready(String failure) {
        if (!ready) {
            ready = true;
            onReady.accept(failure);
        }
    }

    /** The switch begins, or will not: what is under way is not counted on, and left to it. */
    void stop() {
        if (!over) {
            over = true;
            record.unconfirmed();
            ready(null);
        }
    }
}

package io.flotilla.proxy;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A fixture that serves one client after the other, which is much faster than a new one for each, and is replaced now and then
 * so that whatever got lost shows.
 */
public final class ReusedProxy {
    private static final int CLIENTS = 256;

    private final Supplier<ProxyFixture> maker;
    private ProxyFixture proxy;
    private int served;

    /** @param maker makes a fixture with servers that are played */
    public ReusedProxy(Supplier<ProxyFixture> maker) {
        this.maker = maker;
    }

    /** Lets a new client act; fails if an exception escapes or something is in flight when it has gone. */
    public <T> T serve(Function<FakePeer, T> act) {
        if (proxy == null) {
            proxy = maker.get();
        }
        T result;
        try {
            result = serve(proxy, act);
        } catch (RuntimeException | Error e) {
            proxy = null;
            throw e;
        }
        if (++served % CLIENTS == 0) {
            ProxyFixture old = proxy;
            proxy = null;
            old.close();
        }
        return result;
    }

    /** As above, by a fixture of its own. */
    public <T> T serveAlone(Function<FakePeer, T> act) {
        try (ProxyFixture alone = maker.get()) {
            return serve(alone, act);
        }
    }

    private static <T> T serve(ProxyFixture by, Function<FakePeer, T> act) {
        FakePeer client = by.client(0);
        T result = act.apply(client);
        client.close();
        by.forgetClosed();
        if (!by.exceptions().isEmpty()) {
            throw new AssertionError("an exception escaped", by.exceptions().get(0));
        }
        if (by.requestsLent() > 0) {
            throw new AssertionError("requests never given back: " + by.requestsLent());
        }
        return result;
    }
}

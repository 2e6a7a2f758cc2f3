package io.flotilla.proxy.client;

import io.flotilla.config.LimitsConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.outage.Outages;
import io.flotilla.proxy.ring.Ring;
import io.flotilla.proxy.ring.Router;
import io.flotilla.proxy.route.LoopContext;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.server.ServerLink;
import io.flotilla.stats.PoolCounters;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * One pool on one event loop: its ring, its links to servers, its clients' common state. Everything in it belongs to that
 * loop's thread.
 */
public final class PoolLoop {
    /** No server of the pool is in. */
    public static final int NO_SERVER = -1;
    /** The key moves in the switch under way: the request must wait for its end. */
    public static final int HOLD = -2;
    /** This proxy refuses requests while it is isolated from its fleet. */
    public static final int ISOLATED = -3;

    private static final BitSet NONE = new BitSet();

    /** How long a server that leaves may still answer what was sent to it. */
    private static final int LEAVING_MILLIS = 200;
    /** The same, if the fleet has found that it fails and this proxy has not. */
    private static final int CONDEMNED_MILLIS = 5;

    private final PoolConfig config;
    private final LoopContext loop;
    private final Codec codec;
    private final Router router;
    private final ServerLink[] links;
    private final PoolCounters counters;
    private final Fence fence = new Fence();
    private final Followers followers = new Followers();
    /** {@code null} where old values may be read again. */
    private final Outages outages;

    private Ring ring;
    /** The ring of the switch under way; {@link #next} if keys are held for it. */
    private Ring coming;

    private Ring next;
    /** Tells one switch from another, also where their rings are the same. */
    private long switches;
    /** The servers from which keys move away in the switch under way. */
    private BitSet losing = NONE;

    private boolean shedding;
    /** Whether somebody is held until it is known what is in force. */
    private boolean awaitsValidity;

    private boolean refusing;

    public PoolLoop(
            PoolConfig config,
            LoopContext loop,
            Codec codec,
            Router router,
            List<ServerLink> links,
            PoolCounters counters,
            Ring ring) {
        this.config = config;
        this.loop = loop;
        this.codec = codec;
        this.router = router;
        this.links = links.toArray(new ServerLink[0]);
        this.counters = counters;
        this.ring = ring;
        this.outages = Outages.matterTo(config) ? new Outages(config, router, loop, this.links, codec, ring) : null;
        for (int i = 0; i < this.links.length && outages != null; i++) {
            int server = i;
            this.links[i].onUnanswered(key -> outages.unanswered(server, key));
            this.links[i].onLateWrite(key -> outages.late(server, key));
        }
    }

    /** Whether {@link #written} matters. */
    public boolean remembersWrites() {
        return outages != null;
    }

    /** A write of this key is about to be sent to {@code request.server}. To be told of every write. */
    public void written(Request request, ByteBuf bytes, int key, int length) {
        if (outages != null) {
            outages.written(request, bytes, key, length);
        }
    }

    /** Everything is about to be deleted on the servers that are in. */
    public void flushed() {
        if (outages != null) {
            outages.flushed();
        }
    }

    /** It is no longer known in the fleet what the servers that are out have missed. */
    public void recordsLost() {
        if (outages != null) {
            outages.lost();
        }
    }

    /** The index of the server for the key in these bytes, or {@link #NO_SERVER}, {@link #HOLD} or {@link #ISOLATED}. */
    public int route(ByteBuf bytes, int start, int length) {
        if (refusing || loop.isStale()) {
            return routeNothing();
        }
        int server = router.server(ring, bytes, start, length);
        if (next != null && router.server(next, bytes, start, length) != server) {
            return shedding ? ISOLATED : HOLD;
        }
        return server;
    }

    /** As above, for a key in an array. */
    public int route(byte[] bytes, int start, int length) {
        if (refusing || loop.isStale()) {
            return routeNothing();
        }
        int server = router.server(ring, bytes, start, length);
        if (next != null && router.server(next, bytes, start, length) != server) {
            return shedding ? ISOLATED : HOLD;
        }
        return server;
    }

    private int routeNothing() {
        if (refusing) {
            return ISOLATED;
        }
        awaitsValidity = true;
        return HOLD;
    }

    /** The server that a ring of this pool gives to the key in these bytes, whatever holds requests up. */
    public int server(Ring of, ByteBuf bytes, int start, int length) {
        return router.server(of, bytes, start, length);
    }

    /** The cause of failure that a negative result of {@link #route} stands for. */
    public FailureCause causeOf(int route) {
        return switch (route) {
            case NO_SERVER -> FailureCause.NO_SERVER;
            case HOLD -> FailureCause.TIMED_OUT;
            default -> FailureCause.ISOLATED;
        };
    }

    /** Whether keys of this server move away in the switch under way. */
    public boolean isLosing(int server) {
        return losing.get(server);
    }

    /** Whether a request to servers at large, not to the server of a key, must wait until it is known what is in force. */
    public boolean isSwitching() {
        if (loop.isStale()) {
            awaitsValidity = true;
            return true;
        }
        return next != null && !shedding;
    }

    /** Whether every request is refused because this proxy is isolated. */
    public boolean isRefusing() {
        return refusing;
    }

    /** Whether the fleet may have left this server by now for all that this proxy can know, and nobody waits until it does. */
    public boolean isIsolated(int server) {
        return refusing || shedding && losing.get(server);
    }

    /** The first server that is in, or {@link #NO_SERVER}, {@link #HOLD} or {@link #ISOLATED}. */
    public int anyServer() {
        if (refusing) {
            return ISOLATED;
        }
        if (isSwitching()) {
            return HOLD;
        }
        for (int i = 0; i < links.length; i++) {
            if (ring.contains(i)) {
                return i;
            }
        }
        return NO_SERVER;
    }

    /**
     * Adds the servers on which something of this name lives: one by the ring in force and, while a switch is under way, one
     * by the ring to come. All that are in, if the name does not matter ({@code null}) or leads nowhere in particular.
     */
    public void home(byte[] name, BitSet servers) {
        home(name, ring, servers);
        if (coming != null) {
            home(name, coming, servers);
        }
    }

    private void home(byte[] name, Ring by, BitSet servers) {
        if (name == null || !by.isStable()) {
            for (int i = 0; i < links.length; i++) {
                if (by.contains(i)) {
                    servers.set(i);
                }
            }
        } else {
            int server = router.server(by, name, 0, name.length);
            if (server >= 0) {
                servers.set(server);
            }
        }
    }

    /** Tells somebody of changes from now on. */
    public void follow(PoolFollower follower) {
        followers.add(follower);
    }

    /** Ends {@link #follow}. */
    public void unfollow(PoolFollower follower) {
        followers.remove(follower);
    }

    /** The link to the server with this index. */
    public ServerLink link(int server) {
        return links[server];
    }

    /** The number of servers, in or out. */
    public int servers() {
        return links.length;
    }

    /** The ring in force. */
    public Ring ring() {
        return ring;
    }

    // ---- the switch ---------------------------------------------------------------------------------------------

    /**
     * Goes through a switch while neither clients nor server connections are here. So the first one that holds somebody does not load
     * and link so much code meanwhile.
     */
    public void rehearse() {
        BitSet all = new BitSet();
        all.set(0, links.length);
        prepare(ring, all, failure -> {});
        hurry(links[0]);
        abort();
    }

    /**
     * A switch to this ring is to come: connects to servers that return, and deletes ahead what is old on them.
     *
     * @param ready told what went wrong, or {@code null}
     */
    public void announce(Ring nextRing, Consumer<String> ready) {
        for (int i = 0; i < links.length; i++) {
            if (nextRing.contains(i) && !ring.contains(i)) {
                links[i].shared(0, 0).preconnect();
            }
        }
        if (outages == null) {
            ready.accept(null);
        } else {
            outages.eraseAhead(nextRing, ready);
        }
    }

    /**
     * Holds requests for keys that move to another server in {@code nextRing}; calls back when none that was sent before is
     * unanswered and what is old on servers that return is deleted. Takes the place of a switch that is prepared already.
     *
     * @param losers the servers from which keys move away
     * @param prepared told what went wrong, or {@code null}
     */
    public void prepare(Ring nextRing, BitSet losers, Consumer<String> prepared) {
        long mine = ++switches;
        // A ring that sends a key to any server has nothing to hold.
        next = ring.isStable() ? nextRing : null;
        coming = nextRing;
        shedding = false;
        losing = losers;
        fence.lift();
        for (int i = 0; i < links.length; i++) {
            if (ring.contains(i) && !nextRing.contains(i)) {
                hurry(links[i]);
            }
        }
        int[] left = {losers.cardinality() + 1};
        Runnable oneDrained = () -> {
            if (--left[0] == 0) {
                drained(mine, nextRing, prepared);
            }
        };
        losers.stream().forEach(i -> {
            links[i].interrupt();
            links[i].drain(oneDrained);
        });
        followers.prepare(loop.eventLoop(), oneDrained);
    }

    private void drained(long which, Ring nextRing, Consumer<String> prepared) {
        if (which != switches) {
            // Nothing is held for it any more.
            prepared.accept("the switch has ended");
        } else if (outages == null) {
            prepared.accept(null);
        } else {
            outages.erase(nextRing, prepared);
        }
    }

    /** A server that leaves may answer for a moment more, unless it is known to fail: the whole fleet waits for it. */
    private void hurry(ServerLink link) {
        if (link.isFailing()) {
            link.close();
        } else {
            link.closeUndrained(link.isCondemned() ? CONDEMNED_MILLIS : LEAVING_MILLIS);
        }
    }

    /** Routes by this ring from now on and lets the held requests go. */
    public void commit(Ring committed) {
        if (outages != null) {
            outages.committed(committed);
        }
        ring = committed;
        endSwitch();
    }

    /** Lets the held requests go by the ring in force. */
    public void abort() {
        if (outages != null) {
            outages.aborted();
        }
        endSwitch();
    }

    private void endSwitch() {
        switches++;
        coming = null;
        next = null;
        losing = NONE;
        shedding = false;
        followers.tellTopology();
        goOn();
    }

    /** The switch's outcome is unknown: answers {@link #ISOLATED} instead of holding, until it is committed or aborted. */
    public void shed() {
        shedding = next != null;
        goOn();
    }

    /** Whether every request is refused because this proxy is isolated. */
    public void refuse(boolean refuse) {
        refusing = refuse;
        // Who is held is refused now, rather than when the pool's timeout has passed.
        goOn();
    }

    /** The ring in force counts until this time of {@link System#nanoTime}; requests read later wait for a later one. */
    public void validUntil(long nanos) {
        loop.validUntil(nanos);
        if (awaitsValidity) {
            awaitsValidity = false;
            goOn();
        }
    }

    /** Lets go who was held; and since they may go elsewhere now, those who wait for a connection of their own. */
    private void goOn() {
        fence.lift();
        for (ServerLink link : links) {
            link.own().nudge();
        }
    }

    // ---- time ---------------------------------------------------------------------------------------------------

    /** Fails what has waited longer than the pool's timeout. */
    public void tick() {
        long now = loop.tick();
        followers.tick();
        for (ServerLink link : links) {
            link.tick(now);
        }
        if (config.timeoutMillis() > 0) {
            long deadline = loop.now() - config.timeoutMillis() * 1_000_000L;
            for (ServerLink link : links) {
                link.expire(deadline);
            }
            fence.expire(deadline);
        }
        if (outages != null) {
            outages.tick(loop.tick());
        }
    }

    /** Closes all server connections. */
    public void close() {
        for (ServerLink link : links) {
            link.close();
        }
    }

    public PoolConfig config() {
        return config;
    }

    public LimitsConfig limits() {
        return config.limits();
    }

    public LoopContext loop() {
        return loop;
    }

    public Codec codec() {
        return codec;
    }

    public PoolCounters counters() {
        return counters;
    }

    Fence fence() {
        return fence;
    }
}

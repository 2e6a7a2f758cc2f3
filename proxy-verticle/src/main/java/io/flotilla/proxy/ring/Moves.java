package io.flotilla.proxy.ring;

import java.util.BitSet;

/** Which keys change servers when one ring takes the place of another. */
public final class Moves {
    private Moves() {}

    /**
     * The servers that have a key under {@code from} that another server has under {@code to}; possibly too many, never
     * too few. On a ketama continuum every arc of both rings ends at a point of one of them, so the points tell it exactly.
     */
    public static BitSet losers(Ring from, Ring to) {
        BitSet losers = new BitSet();
        if (from == to) {
            return losers;
        }
        if (!isContinuous(from) || !isContinuous(to)) {
            losers.or(from.in());
            return losers;
        }
        compare(from, to, 0, losers);
        from.continuum().forEach(p -> compare(from, to, (int) p.value(), losers));
        to.continuum().forEach(p -> compare(from, to, (int) p.value(), losers));
        return losers;
    }

    /**
     * Whether some key moves between two servers that are in both rings; possibly yes where there is none, never no where there is
     * one. With ketama the points of a server that has as many as before are the same points: then only keys of servers
     * that leave move, or keys to servers that come.
     */
    public static boolean shifts(Ring from, Ring to) {
        if (!from.isStable() || !to.isStable() || from.in().equals(to.in())) {
            return false;
        }
        if (from instanceof KetamaRing before && to instanceof KetamaRing after) {
            return from.in().stream()
                    .filter(to::contains)
                    .anyMatch(server -> before.points(server) != after.points(server));
        }
        return from instanceof ModulaRing || to instanceof ModulaRing;
    }

    private static boolean isContinuous(Ring ring) {
        return ring instanceof KetamaRing || ring instanceof ConstantRing;
    }

    private static void compare(Ring from, Ring to, int hash, BitSet losers) {
        int server = from.server(hash);
        if (server != Ring.NONE && server != to.server(hash)) {
            losers.set(server);
        }
    }
}

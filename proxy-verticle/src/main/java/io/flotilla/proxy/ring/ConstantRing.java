package io.flotilla.proxy.ring;

import java.util.BitSet;
import java.util.List;

/** The ring with one server, or none, to choose from. */
final class ConstantRing extends Ring {
    private final int server;

    ConstantRing(BitSet in) {
        super(in);
        this.server = in.nextSetBit(0);
    }

    @Override
    public int server(int hash) {
        return server;
    }

    @Override
    public boolean usesHash() {
        return false;
    }

    @Override
    public List<Point> continuum() {
        return List.of();
    }

    @Override
    public int point(int hash) {
        return -1;
    }
}

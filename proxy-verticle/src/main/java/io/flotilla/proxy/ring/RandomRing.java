package io.flotilla.proxy.ring;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Any server that is in, each as likely as the others whatever its weight. */
final class RandomRing extends Ring {
    private final int[] servers;

    RandomRing(BitSet in) {
        super(in);
        this.servers = indexes(in);
    }

    @Override
    public int server(int hash) {
        return servers[ThreadLocalRandom.current().nextInt(servers.length)];
    }

    @Override
    public boolean usesHash() {
        return false;
    }

    @Override
    public boolean isStable() {
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

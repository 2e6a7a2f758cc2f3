package io.flotilla.proxy.ring;

import io.flotilla.config.Distribution;
import io.flotilla.config.PoolConfig;
import io.flotilla.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Works out where one key is and puts the reasons into a sentence. */
final class Where {
    private final PoolConfig pool;
    private final String key;
    private final long epoch;
    private final Ring now;
    private final Ring allIn;
    private final int hash;
    private final String hashed;

    Where(PoolConfig pool, Router router, String key, Topology topology) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        this.pool = pool;
        this.key = key;
        this.epoch = topology.epoch();
        this.now = Ring.of(pool, topology);
        this.allIn = Ring.of(pool);
        this.hash = router.hash(bytes, 0, bytes.length);
        this.hashed = router.hashedPart(key);
    }

    Placement placement() {
        boolean random = pool.distribution() == Distribution.RANDOM && allIn.size() > 1;
        Optional<String> home = random ? Optional.empty() : name(allIn.server(hash));
        Optional<String> server = random ? Optional.empty() : name(now.server(hash));
        return new Placement(
                pool.name(),
                key,
                hashed,
                pool.hash(),
                pool.distribution(),
                allIn.usesHash() ? OptionalLong.of(hash & 0xffff_ffffL) : OptionalLong.empty(),
                home,
                server,
                decidingPoint(),
                epoch,
                reason(random, home, server));
    }

    private Optional<String> name(int server) {
        return server == Ring.NONE
                ? Optional.empty()
                : Optional.of(pool.servers().get(server).name());
    }

    private OptionalLong decidingPoint() {
        if (pool.distribution() != Distribution.KETAMA || !now.usesHash()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(now.continuum().get(now.point(hash)).value());
    }

    private String reason(boolean random, Optional<String> home, Optional<String> server) {
        if (now.size() == 0) {
            return "every server of the pool is out";
        }
        if (random) {
            return "the pool's distribution is random: each request goes to any of the " + now.size()
                    + " servers that are in";
        }
        if (!allIn.usesHash()) {
            return "it is the pool's only server";
        }
        String moved = server.equals(home) ? "" : "; its home " + home.orElseThrow() + " is out";
        return hashing() + deciding(server.orElseThrow()) + moved;
    }

    private String hashing() {
        String part = hashed.equals(key) ? "the key" : "the tag \"" + hashed + "\"";
        return pool.hash().word() + " of " + part + " is " + Integer.toUnsignedString(hash);
    }

    private String deciding(String server) {
        if (!now.usesHash()) {
            return ", and " + server + " is the only server that is in";
        }
        int point = now.point(hash);
        if (pool.distribution() == Distribution.MODULA) {
            return ", modulo the weights' sum that is slot " + Integer.toUnsignedString(point) + ", which belongs to "
                    + server;
        }
        long value = now.continuum().get(point).value();
        boolean wrapped = value < (hash & 0xffff_ffffL);
        return (wrapped ? ", past the last point; the first point " : ", and the next point of the continuum, ") + value
                + ", belongs to " + server;
    }
}

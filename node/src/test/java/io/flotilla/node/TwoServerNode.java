package io.flotilla.node;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import java.util.List;

/** A node with a Redis pool {@code alpha} of two servers, {@code first} and {@code second}: for commands to act on. */
final class TwoServerNode implements AutoCloseable {
    final RealRedis first = RealRedis.started();
    final RealRedis second = RealRedis.started();
    /** Where the pool listens on 127.0.0.1. */
    final int port = FreePorts.next();

    final FlotillaProcess node;

    private TwoServerNode(boolean inFleet) {
        FlotillaProcess.Setup setup = FlotillaProcess.with("""
                alpha:
                  listen: 127.0.0.1:%d
                  redis: true
                  auto_eject_hosts: true
                  servers:
                   - %s:1 first
                   - %s:1 second
                """.formatted(port, first.address(), second.address()));
        node = inFleet ? setup.join(List.of("127.0.0.1")).name("n1").start() : setup.start();
    }

    /** A node that stands alone. */
    static TwoServerNode alone() {
        return new TwoServerNode(false);
    }

    /** The only member, n1, of a fleet that others may join. */
    static TwoServerNode inFleet() {
        return new TwoServerNode(true);
    }

    @Override
    public void close() {
        node.close();
        first.close();
        second.close();
    }
}

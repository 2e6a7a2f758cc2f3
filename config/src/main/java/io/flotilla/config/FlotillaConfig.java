package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/**
 * A whole configuration file.
 *
 * @param fleet the fleet to join; empty for a proxy that stands alone
 * @param pools the pools, in nutcracker's order: by the length of the name, then by its bytes
 */
public record FlotillaConfig(Optional<FleetConfig> fleet, List<PoolConfig> pools) {

    public FlotillaConfig {
        pools = List.copyOf(pools);
    }

    /** The pool with this name. */
    public Optional<PoolConfig> pool(String name) {
        return pools.stream().filter(p -> p.name().equals(name)).findFirst();
    }
}

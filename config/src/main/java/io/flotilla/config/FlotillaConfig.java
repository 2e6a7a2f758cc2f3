package io.flotilla.config;

import java.util.List;
import java.util.Optional;

/**
 * A whole configuration file.
 *
 * @param fleet the fleet to join; empty for a proxy that stands alone
 * @param pools the pools, in nutcracker's order: by the length of the name, then by its bytes
 * @param admin the admin port
 * @param warnings what is no fault but should be told, such as a secret that others may read; sentences
 */
public record FlotillaConfig(
        Optional<FleetConfig> fleet, List<PoolConfig> pools, AdminConfig admin, List<String> warnings) {

    public FlotillaConfig {
        pools = List.copyOf(pools);
        warnings = List.copyOf(warnings);
    }

    /** A file that says nothing of the admin port. */
    public FlotillaConfig(Optional<FleetConfig> fleet, List<PoolConfig> pools) {
        this(fleet, pools, AdminConfig.NONE, List.of());
    }

    /** The same file, with another fleet and other pools. */
    public FlotillaConfig with(Optional<FleetConfig> otherFleet, List<PoolConfig> otherPools) {
        return new FlotillaConfig(otherFleet, otherPools, admin, warnings);
    }

    /** The pool with this name. */
    public Optional<PoolConfig> pool(String name) {
        return pools.stream().filter(p -> p.name().equals(name)).findFirst();
    }
}

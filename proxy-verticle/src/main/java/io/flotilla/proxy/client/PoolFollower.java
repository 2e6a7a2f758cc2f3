package io.flotilla.proxy.client;

/** Wants to know when the servers of a pool change, because something of it is kept on them. Called on the pool's event loop. */
public interface PoolFollower {

    /** Another topology is in force, or is about to be, or is not to come after all. */
    void onTopology();

    /** Some time has passed; called several times in the pool's timeout. */
    void onTick();
}

package io.flotilla.proxy.client;

/** Wants to know when the servers of a pool change, because something of it is kept on them. Called on the pool's event loop. */
public interface PoolFollower {

    /** Another topology is in force, or the one that was about to be is not to come after all. */
    void onTopology();

    /**
     * Another topology is about to be in force.
     *
     * @param followed to be run once, on the pool's event loop, when what is kept on servers is where the new topology looks
     *     for it; the switch waits for that, but not for long
     */
    default void onPrepare(Runnable followed) {
        onTopology();
        followed.run();
    }

    /** Some time has passed; called several times in the pool's timeout. */
    void onTick();
}

package io.flotilla.topology;

/**
 * A server that is out.
 *
 * @param server which
 * @param reason why; decides whether it returns by itself
 * @param millis how long it stays out before the fleet tries it again
 * @param relapses how many of its outages followed each other quickly, before this one
 */
record Out(ServerId server, Reason reason, long millis, int relapses) {
    enum Reason {
        /** The fleet could not reach it. Returns by itself. */
        FAILED,
        /** An operator took it out. Returns when an operator says so. */
        OPERATOR,
        /** An operator moved its keys away, to stop it. Returns when an operator says so. */
        DRAINED
    }
}

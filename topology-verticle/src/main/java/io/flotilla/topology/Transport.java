package io.flotilla.topology;

/** Carries messages between nodes, at most once each, to this node too; never calls back from within. */
@FunctionalInterface
interface Transport {
    void send(MemberId to, Message message);
}

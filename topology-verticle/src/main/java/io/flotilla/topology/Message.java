package io.flotilla.topology;

import java.util.List;

/**
 * What the nodes of a fleet say to each other. Any of them may be lost, doubled or late: each is a hint, and the heartbeat
 * repeats what matters. Times are of the clock of the node that the name says, in milliseconds, and mean nothing elsewhere.
 */
sealed interface Message {

    /** A message from the coordinator: its reign, and a number that grows with each message of it. */
    sealed interface Ruled extends Message {
        long term();

        long seq();
    }

    /**
     * A node asks for its lease. The coordinator is told what it needs to know of the node.
     *
     * @param term the reign it follows
     * @param at its own clock; the lease counts from here
     * @param echo the coordinator's clock as its last grant of this term said, or -1
     * @param ref what it routes by; null when it has nothing yet
     * @param drained the switch it has prepared, of this term; 0 for none
     * @param disbelieved servers that it alone cannot reach
     * @param leaving whether it asks to be counted out
     */
    record Renew(
            MemberId from,
            long term,
            long at,
            long echo,
            @MayBeAbsent StateRef ref,
            long drained,
            List<ServerId> disbelieved,
            boolean leaving)
            implements Message {}

    /**
     * The coordinator's heartbeat.
     *
     * @param ref the newest agreed state
     * @param state that state itself, for a node that does not have it; else null
     * @param echo the node's own clock from its {@link Renew}, or -1 when this answers none
     * @param leaseMillis how long its lease lasts from then; 0 for none
     * @param stamp the coordinator's clock
     * @param pending the switch under way; 0 for none
     * @param since the first switch of this term that may be agreed with the one under way; 0 for none
     * @param nodes the fleet as the coordinator sees it
     * @param ledger the newest decisions, when state is there; else empty
     */
    record Grant(
            MemberId from,
            long term,
            long seq,
            StateRef ref,
            @MayBeAbsent AgreedState state,
            long echo,
            long leaseMillis,
            long stamp,
            long pending,
            long since,
            List<NodeStatus> nodes,
            List<Decision> ledger)
            implements Ruled {}

    /**
     * A node wants to be coordinator.
     *
     * @param ref what it knows to be agreed; null for nothing
     * @param roster whose promises count, as far as it knows: also of what may have been agreed since; empty if too few of them
     *     are there
     */
    record Elect(MemberId from, long term, @MayBeAbsent StateRef ref, List<MemberId> roster) implements Message {}

    /**
     * The answer to {@link Elect}.
     *
     * @param granted whether it will follow
     * @param promised the highest term it has promised
     * @param state what it knows to be agreed; null for nothing
     * @param acceptedTerm the reign of what it has accepted since
     * @param acceptedChange which of that reign's switches it belongs to
     * @param accepted what it has accepted since; null for nothing
     */
    record Promise(
            MemberId from,
            long term,
            boolean granted,
            long promised,
            @MayBeAbsent AgreedState state,
            long acceptedTerm,
            long acceptedChange,
            @MayBeAbsent AgreedState accepted)
            implements Message {}

    /** A coordinator of an old term is told of a newer one. */
    record Refused(MemberId from, long promised) implements Message {}

    /**
     * A server is about to return: do ahead what would otherwise be done while requests are held. Nothing is held yet, and
     * it changes nothing if this is never heard.
     */
    record Announce(MemberId from, long term, long seq, long change, AgreedState base, AgreedState next)
            implements Ruled {}

    /** Little is left to do for an announced switch. */
    record Ready(MemberId from, long term, long change) implements Message {}

    /** The data path cannot take part in this switch: what is old on a server that returns could not be deleted. */
    record Unable(MemberId from, long term, long change) implements Message {}

    /**
     * First phase of a switch: hold what moves, and drain.
     *
     * @param recordsLost whether a member does not take part, so that what it remembers of an outage is missing
     */
    record Prepare(
            MemberId from, long term, long seq, long change, AgreedState base, AgreedState next, boolean recordsLost)
            implements Ruled {}

    /**
     * Everything that moves is held and drained.
     *
     * @param accepted whether the node also remembers the change as the next, as {@link Accept} asks
     */
    record Drained(MemberId from, long term, long change, boolean accepted) implements Message {}

    /** The change is given up; nothing moves. */
    record Abandon(MemberId from, long term, long seq, long change) implements Ruled {}

    /** Remember this state as the next, whoever asks later. */
    record Accept(MemberId from, long term, long seq, long change, AgreedState base, AgreedState next)
            implements Ruled {}

    /** It is remembered. */
    record Accepted(MemberId from, long term, long change) implements Message {}

    /** The state is agreed. Decision is null when nobody's requests moved. */
    record Commit(
            MemberId from,
            long term,
            long seq,
            AgreedState state,
            @MayBeAbsent Decision decision) implements Ruled {}

    /**
     * Nodes find each other by it while all is well: the way to a node is looked up in the cluster at the first message, which
     * would wait if a member were hung.
     *
     * @param link where the node can be reached without the cluster; null if nowhere
     */
    record Hello(MemberId from, @MayBeAbsent LinkAddress link) implements Message {}

    /** A node's traffic or probe fails. */
    record Suspect(MemberId from, ServerId server, String cause) implements Message {}

    /** Probe this server now, and vote. */
    record ProbeNow(MemberId from, long term, long seq, long ballot, ServerId server) implements Ruled {}

    /** What a fresh probe said. Cause is empty when the server was reached. */
    record VoteCast(MemberId from, long term, long ballot, ServerId server, boolean reached, String cause)
            implements Message {}

    /** The fleet reaches a server that this node does not. */
    record Disbelieved(MemberId from, long term, long seq, ServerId server) implements Ruled {}

    /** This life of the node is over. */
    record Left(MemberId from) implements Message {}

    /** A command for the coordinator. The body is JSON. */
    record Ask(MemberId from, long question, String body) implements Message {}

    /** The answer to {@link Ask}. */
    record Answer(MemberId from, long question, String body) implements Message {}

    /** Who sent it. */
    MemberId from();
}

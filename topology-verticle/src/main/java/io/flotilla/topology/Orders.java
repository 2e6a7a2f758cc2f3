package io.flotilla.topology;

import java.util.List;
import java.util.function.LongFunction;

/** What a coordinator says in its reign; each message has a higher number than the one before. */
final class Orders {
    private final MemberId self;
    private final long term;
    private final Transport transport;
    private long seq;

    Orders(MemberId self, long term, Transport transport) {
        this.self = self;
        this.term = term;
        this.transport = transport;
    }

    /** Sends what is made of the next number. */
    void send(MemberId to, LongFunction<Message> numbered) {
        transport.send(to, numbered.apply(++seq));
    }

    /**
     * The heartbeat.
     *
     * @param state what is agreed, for a node that is behind; null for others
     * @param current the switch under way; null for none
     * @param echo the node's clock as it said it, or -1
     * @param leaseMillis 0 for no lease
     * @param stamp the coordinator's clock
     */
    void grant(
            MemberId to,
            StateRef agreed,
            AgreedState state,
            Switch current,
            long echo,
            long leaseMillis,
            long stamp,
            List<NodeStatus> nodes,
            List<Decision> ledger) {
        send(
                to,
                number -> new Message.Grant(
                        self,
                        term,
                        number,
                        agreed,
                        state,
                        echo,
                        leaseMillis,
                        stamp,
                        current == null ? 0 : current.id,
                        current == null ? 0 : current.since,
                        nodes,
                        ledger));
    }

    void announce(MemberId to, Switch change) {
        send(to, number -> new Message.Announce(self, term, number, change.id, change.base, change.next));
    }

    void prepare(MemberId to, Switch change) {
        send(
                to,
                number -> new Message.Prepare(
                        self, term, number, change.id, change.base, change.next, change.incomplete));
    }

    void accept(MemberId to, Switch change) {
        send(to, number -> new Message.Accept(self, term, number, change.id, change.base, change.next));
    }

    void abandon(MemberId to, Switch change) {
        send(to, number -> new Message.Abandon(self, term, number, change.id));
    }

    void commit(MemberId to, AgreedState state, Decision decision) {
        send(to, number -> new Message.Commit(self, term, number, state, decision));
    }
}

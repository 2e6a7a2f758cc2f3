package io.flotilla.topology;

/** What a node is only as long as it is the fleet's coordinator: it reigns, has the fleet vote, and runs commands. */
record Coordinator(Reign reign, Ballots ballots, Commands commands) {
    void receive(Message message) {
        if (message instanceof Message.Renew renew) {
            reign.onRenew(renew);
        } else if (message instanceof Message.Drained drained) {
            reign.onDrained(drained);
        } else if (message instanceof Message.Ready ready) {
            reign.onReady(ready);
        } else if (message instanceof Message.Unable unable) {
            reign.onUnable(unable);
        } else if (message instanceof Message.Accepted accepted) {
            reign.onAccepted(accepted);
        } else if (message instanceof Message.Suspect suspect) {
            ballots.onSuspect(suspect.server());
        } else if (message instanceof Message.VoteCast vote) {
            ballots.onVote(vote);
        } else if (message instanceof Message.Refused refused && refused.promised() > reign.term()) {
            reign.depose(refused.promised());
        }
    }

    boolean isIdle() {
        return reign.isIdle() && ballots.isIdle();
    }

    /** Whether this node, as a participant, follows somebody else: it has promised more, or has found a better history. */
    boolean isOvertaken(Participant participant) {
        return participant.promised() > reign.term()
                || !reign.committed().lineage().equals(participant.lineage());
    }
}

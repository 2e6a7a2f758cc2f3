package io.flotilla.topology;

import io.flotilla.config.EjectionConfig;
import io.flotilla.config.PoolConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The coordinator's judgement: a suspicion, or the end of a time out, makes every live node probe the server anew; the
 * quorum of its pool decides. Who cannot reach what the others reach is told that it is not believed.
 */
final class Ballots {
    /** While a node cannot reach a server that stays in, it is not voted on again so soon: that node says so all the time. */
    private static final long QUIET = 700;
    /** The same when every node reached it. It may fail in the next moment, and must not have to wait then. */
    private static final long SHORT_QUIET = 100;
    /** Beyond the probe's own timeout: the way there and back. */
    private static final long ANSWER_LIMIT = 300;
    /** A server that fails again so soon after its return has relapsed. At least this, and twice the retry timeout. */
    private static final long CALM = 60_000;
    /** Each relapse doubles the time out, at most to this many times. */
    private static final int LONGEST = 16;

    private static final System.Logger LOG = System.getLogger(Ballots.class.getName());

    private final Pools pools;
    private final Clock clock;
    private final Tenure tenure;
    private final Reign reign;
    private final Map<ServerId, Ballot> open = new HashMap<>();
    private final Map<ServerId, Long> quietUntil = new HashMap<>();
    private final Map<ServerId, Long> silentUntil = new HashMap<>();
    private long ballots;

    private static final class Ballot {
        private final long id;
        private final ServerId server;
        private final boolean forReturn;
        private final long begun;
        private final long deadline;
        private final Set<MemberId> asked;
        private final Map<MemberId, Message.VoteCast> votes = new HashMap<>();

        Ballot(long id, ServerId server, boolean forReturn, long begun, long deadline, Set<MemberId> asked) {
            this.id = id;
            this.server = server;
            this.forReturn = forReturn;
            this.begun = begun;
            this.deadline = deadline;
            this.asked = asked;
        }

        long count(boolean reached) {
            return votes.values().stream().filter(v -> v.reached() == reached).count();
        }

        List<Decision.Vote> list() {
            List<Decision.Vote> list = new ArrayList<>();
            votes.forEach((m, v) -> list.add(new Decision.Vote(m.name(), v.reached(), v.cause())));
            list.sort(java.util.Comparator.comparing(Decision.Vote::node));
            return list;
        }
    }

    Ballots(Pools pools, Clock clock, Tenure tenure, Reign reign) {
        this.pools = pools;
        this.clock = clock;
        this.tenure = tenure;
        this.reign = reign;
    }

    void onSuspect(ServerId server) {
        PoolConfig pool = pools.poolOf(server);
        if (pool == null
                || !pool.ejection().auto()
                || isOffLimits(server)
                || reign.intended().isOut(server)) {
            return;
        }
        call(server, false);
    }

    private boolean isOffLimits(ServerId server) {
        AgreedState state = reign.committed();
        return !reign.hasAuthority()
                || state.paused()
                || state.pinned().contains(server)
                || open.containsKey(server)
                || quietUntil.getOrDefault(server, Long.MIN_VALUE) > clock.millis();
    }

    private void call(ServerId server, boolean forReturn) {
        Set<MemberId> asked = new HashSet<>(reign.live());
        long now = clock.millis();
        long limit = pools.ejectionOf(server).probeTimeoutMillis() + ANSWER_LIMIT;
        Ballot ballot = new Ballot(++ballots, server, forReturn, now, now + limit, asked);
        open.put(server, ballot);
        for (MemberId member : asked) {
            reign.send(member, seq -> new Message.ProbeNow(reign.self(), reign.term(), seq, ballot.id, ballot.server));
        }
    }

    void onVote(Message.VoteCast vote) {
        Ballot ballot = open.get(vote.server());
        if (ballot != null && ballot.id == vote.ballot() && vote.term() == reign.term()) {
            if (ballot.asked.contains(vote.from())) {
                ballot.votes.put(vote.from(), vote);
                count(ballot);
            }
        }
    }

    private void count(Ballot ballot) {
        int live = ballot.asked.size();
        int needed = pools.ejectionOf(ballot.server).quorum().votes(live);
        boolean hopeless = ballot.count(!ballot.forReturn) > live - needed;
        if (ballot.count(ballot.forReturn) >= needed) {
            if (ballot.forReturn) {
                close(ballot, 0);
                giveBack(ballot);
            } else {
                close(ballot, QUIET);
                eject(ballot);
            }
        } else if (hopeless && ballot.votes.size() == live) {
            // Only now: those who are not believed answer last.
            reject(ballot);
        }
    }

    private void close(Ballot ballot, long quiet) {
        open.remove(ballot.server);
        quietUntil.put(ballot.server, clock.millis() + quiet);
    }

    /** The quorum cannot be reached any more, or did not answer in time. */
    private void reject(Ballot ballot) {
        close(ballot, ballot.forReturn ? pools.ejectionOf(ballot.server).probeIntervalMillis() : quietAfter(ballot));
        if (!ballot.forReturn && ballot.count(true) > ballot.count(false)) {
            ballot.votes.forEach((member, vote) -> {
                if (!vote.reached()) {
                    warn(ballot.server, member + " cannot reach it, the others can");
                    reign.send(member, seq -> new Message.Disbelieved(reign.self(), reign.term(), seq, ballot.server));
                }
            });
        }
    }

    private static long quietAfter(Ballot rejected) {
        if (rejected.votes.size() < rejected.asked.size()) {
            return 0;
        }
        return rejected.count(false) > 0 ? QUIET : SHORT_QUIET;
    }

    private void eject(Ballot ballot) {
        ServerId server = ballot.server;
        if (!pools.mayEject(reign.intended(), server)) {
            warn(server, "it fails but stays in: its pool has lost enough");
            return;
        }
        EjectionConfig rules = pools.ejectionOf(server);
        long calm = Math.max(CALM, 2L * rules.retryTimeoutMillis());
        int relapses = tenure.inMillis(server) < calm ? reign.committed().relapsesOf(server) + 1 : 0;
        long millis = (long) rules.retryTimeoutMillis() * Math.min(LONGEST, 1L << Math.min(relapses, 30));
        Out out = new Out(server, Out.Reason.FAILED, millis, relapses);
        reign.edit(new Edit(
                state -> state.isOut(server) || !pools.mayEject(state, server)
                        ? state
                        : state.withOut(out).withRelapses(server, 0),
                List.of(change("eject", ballot, causeOf(ballot))),
                ballot.begun,
                false,
                (state, error) -> {}));
    }

    /** Once a minute for each server. */
    private void warn(ServerId server, String what) {
        long now = clock.millis();
        if (now >= silentUntil.getOrDefault(server, Long.MIN_VALUE)) {
            silentUntil.put(server, now + 60_000);
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", server, what);
        }
    }

    private static String causeOf(Ballot ballot) {
        return ballot.votes.values().stream()
                .filter(v -> !v.reached())
                .map(Message.VoteCast::cause)
                .findFirst()
                .orElse("");
    }

    private void giveBack(Ballot ballot) {
        ServerId server = ballot.server;
        int relapses = reign.committed().outOf(server).map(Out::relapses).orElse(0);
        reign.edit(new Edit(
                state -> state.isOut(server) ? state.withIn(server).withRelapses(server, relapses) : state,
                List.of(change("return", ballot, "answers again")),
                ballot.begun,
                true,
                (state, error) -> returnEnded(server, error)));
    }

    /** It answers, but does not delete: it is not asked again at once. */
    private void returnEnded(ServerId server, String error) {
        if (error.equals(Edit.NOT_FIT)) {
            quietUntil.put(server, clock.millis() + pools.ejectionOf(server).probeIntervalMillis());
        }
    }

    private static Decision.Change change(String action, Ballot ballot, String cause) {
        return new Decision.Change(action, ballot.server.pool(), ballot.server.server(), cause, ballot.list());
    }

    /** Whether no votes are awaited. */
    boolean isIdle() {
        return open.isEmpty();
    }

    /** To be called often. */
    void tick() {
        long now = clock.millis();
        List.copyOf(open.values()).stream().filter(b -> now >= b.deadline).forEach(this::reject);
        for (Out out : reign.committed().out()) {
            boolean due = out.reason() == Out.Reason.FAILED && tenure.outMillis(out.server()) >= out.millis();
            if (due && reign.mayReturn() && pools.poolOf(out.server()) != null && !isOffLimits(out.server())) {
                if (reign.intended().isOut(out.server())) {
                    call(out.server(), true);
                }
            }
        }
    }
}

package io.flotilla.proxy.route;

import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/**
 * One request that went to several servers: each fragment's reply is held until all are there, then a subclass merges them
 * into the reply to the whole. Belongs to one event loop.
 */
public abstract class Split implements RequestOwner {
    private final RequestPool pool;
    private final Request whole;
    private final Request[] fragments;
    /** Why fragments have no reply; {@code null} as long as none failed. */
    private FailureCause[] failures;

    private int added;
    private int pending;
    private boolean sealed;
    private boolean merging;
    private long heldBytes;

    /**
     * @param pool where requests come from
     * @param whole the client's request, in the client's order
     * @param fragments the number of servers it goes to
     */
    protected Split(RequestPool pool, Request whole, int fragments) {
        this.pool = pool;
        this.whole = whole;
        this.fragments = new Request[fragments];
    }

    /** A request for the next fragment, to be sent. Its index is the number of calls before. */
    public final Request fragment(int server) {
        Request r = pool.take(this);
        r.server = server;
        r.mark = added;
        fragments[added++] = r;
        pending++;
        return r;
    }

    /** The fragment with this index. */
    public final Request fragmentAt(int index) {
        return fragments[index];
    }

    /** All fragments were sent. Failures may have come in already; now the merge may happen. */
    public final void seal() {
        sealed = true;
        mergeIfComplete();
    }

    @Override
    public final void onReply(Request fragment, ByteBuf bytes, int start, int length, boolean last) {
        if (whole.owner != null) {
            fragment.held.keep(bytes, start, length);
            heldBytes += length;
            whole.owner.onHeld(length);
        }
        if (last) {
            pending--;
            mergeIfComplete();
        }
    }

    @Override
    public final void onFailure(Request fragment, FailureCause cause) {
        if (failures == null) {
            failures = new FailureCause[fragments.length];
        }
        failures[fragment.mark] = cause;
        fragment.held.clear();
        pending--;
        mergeIfComplete();
    }

    /** Why this fragment has no reply, or {@code null} when it has one. */
    protected final FailureCause failure(int fragment) {
        return failures == null ? null : failures[fragment];
    }

    /** The first failure, or {@code null}. */
    protected final FailureCause anyFailure() {
        for (int i = 0; failures != null && i < failures.length; i++) {
            if (failures[i] != null) {
                return failures[i];
            }
        }
        return null;
    }

    /** The reply of a fragment that did not fail, as one buffer that the caller releases. */
    protected final ByteBuf takeReply(int fragment) {
        return fragments[fragment].held.takeAll();
    }

    /** The reply of a fragment that did not fail, still where it waits. */
    protected final ReplyBuffer reply(int fragment) {
        return fragments[fragment].held;
    }

    /** The server that a fragment went to. */
    protected final int serverOf(int fragment) {
        return fragments[fragment].server;
    }

    /** The number of fragments. */
    protected final int size() {
        return fragments.length;
    }

    /** The request as the client made it; its owner is {@code null} when the client has gone. */
    protected final Request whole() {
        return whole;
    }

    @Override
    public final void onHeld(long bytes) {
        heldBytes += bytes;
    }

    /** Every fragment is answered or failed: deliver the reply to {@link #whole}'s owner. Called once, if it still has one. */
    protected abstract void merge();

    /** Every fragment is answered or failed and nothing is left to do: what is lent can be given back. */
    protected void over() {
        // Nothing is lent here.
    }

    private void mergeIfComplete() {
        if (!sealed || pending > 0) {
            return;
        }
        if (whole.owner != null) {
            whole.owner.onHeld(-heldBytes);
            heldBytes = 0;
            mergeOnce();
        } else {
            pool.give(whole);
        }
        for (Request r : fragments) {
            pool.give(r);
        }
        over();
    }

    /** A merge that threw, for want of memory, has failed the last fragment, and the whole fails with it. */
    private void mergeOnce() {
        if (merging) {
            whole.owner.onFailure(whole, anyFailure());
        } else {
            merging = true;
            merge();
        }
    }
}

package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.ArrayStash;

/** Requests for reuse on one event loop, as a stack linked through {@link Request#next}. */
public final class RequestPool {
    private static final int KEPT = 8192;

    private final ArrayStash arrays;
    private Request top;
    private int size;
    private int lent;

    /** @param arrays where replies that wait take their memory from */
    RequestPool(ArrayStash arrays) {
        this.arrays = arrays;
    }

    /** A blank request that belongs to {@code owner}. */
    public Request take(RequestOwner owner) {
        Request r = top;
        if (r == null) {
            r = new Request(arrays);
        } else {
            top = r.next;
            r.next = null;
            size--;
        }
        lent++;
        r.owner = owner;
        r.server = -1;
        return r;
    }

    /** Takes back a request that no order holds any more. */
    public void give(Request r) {
        lent--;
        r.clear();
        if (size < KEPT) {
            r.next = top;
            top = r;
            size++;
        }
    }

    /** Requests taken and not given back. */
    public int lent() {
        return lent;
    }
}

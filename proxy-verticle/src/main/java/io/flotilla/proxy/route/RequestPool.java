package io.flotilla.proxy.route;

/** Requests for reuse on one event loop, as a stack linked through {@link Request#next}. */
public final class RequestPool {
    private static final int KEPT = 8192;

    private Request top;
    private int size;
    private int lent;

    /** A blank request that belongs to {@code owner}. */
    public Request take(RequestOwner owner) {
        Request r = top;
        if (r == null) {
            r = new Request();
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

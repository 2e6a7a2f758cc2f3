package io.flotilla.proxy.route;

/** A server sent what its protocol does not allow; its connection cannot be used any longer. */
public final class MalformedReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedReplyException(String what) {
        super(what, null, false, false);
    }
}

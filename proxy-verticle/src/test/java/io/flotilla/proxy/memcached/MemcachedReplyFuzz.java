package io.flotilla.proxy.memcached;

import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;
import java.util.List;

/** The framer of memcached's replies: the same replies however the bytes are cut, and those that the protocol says. */
public final class MemcachedReplyFuzz {
    private MemcachedReplyFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        Framing whole = Framing.of(new MemcachedReplyFramer(), input.stream());
        input.same(Framing.of(new MemcachedReplyFramer(), input.pieces()), whole);
        Framing model = MemcachedModel.replies(input.stream());
        boolean agree = model.replies().equals(whole.replies())
                && model.rest().equals(whole.rest())
                && (model.malformed() == null) == (whole.malformed() == null);
        if (!agree) {
            throw new AssertionError("framer: " + whole + "\nprotocol: " + model);
        }
        MemcachedReplyFramer framer = new MemcachedReplyFramer();
        Framing.of(framer, input.pieces());
        framer.reset();
        Framing next = Framing.of(framer, "VA 2\r\nok\r\n");
        if (!next.replies().equals(List.of("VA 2\r\nok\r\n"))) {
            throw new AssertionError("after a reset: " + next);
        }
    }
}

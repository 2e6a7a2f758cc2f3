package io.flotilla.proxy.redis;

import io.flotilla.proxy.route.Framing;
import io.flotilla.testing.FuzzInput;

/** The framer of RESP replies: the same replies however the bytes are cut, and those that the grammar says. */
public final class RespReplyFuzz {
    private RespReplyFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = FuzzInput.of(data);
        Framing whole = Framing.of(new RespFramer(), input.stream());
        input.same(Framing.of(new RespFramer(), input.pieces()), whole);
        if (!"too many elements".equals(whole.malformed())) {
            Framing model = RespModel.replies(input.stream());
            boolean agree = model.replies().equals(whole.replies())
                    && model.rest().equals(whole.rest())
                    && (model.malformed() == null) == (whole.malformed() == null);
            if (!agree) {
                throw new AssertionError("framer: " + whole + "\ngrammar: " + model);
            }
        }
        goesOnAfterReset(input);
    }

    /** Whatever it was amid, a reset framer finds the next reply. */
    private static void goesOnAfterReset(FuzzInput input) {
        RespFramer framer = new RespFramer();
        Framing.of(framer, input.pieces());
        framer.reset();
        Framing next = Framing.of(framer, "$2\r\nok\r\n");
        if (!next.replies().equals(java.util.List.of("$2\r\nok\r\n"))) {
            throw new AssertionError("after a reset: " + next);
        }
    }
}

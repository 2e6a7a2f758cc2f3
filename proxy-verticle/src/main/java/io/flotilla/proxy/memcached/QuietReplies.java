package io.flotilla.proxy.memcached;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/**
 * Stands between servers and one client for its quiet meta commands. The servers are not told that a command is quiet, so that
 * each one has a reply to count; here the replies are kept back that a quiet command does not show. Errors always pass.
 */
final class QuietReplies implements RequestOwner {
    private static final ByteBuf E = Replies.shared(new byte[] {'E'});

    private final ClientSession session;

    QuietReplies(ClientSession session) {
        this.session = session;
    }

    @Override
    public void onReply(Request r, ByteBuf bytes, int start, int length, boolean last) {
        if (r.mark != Silence.NONE && length > 0) {
            decide(r, bytes, start, length);
            if (r.mark == Silence.SEEN_E && length == 1 && !last) {
                return;
            }
        }
        session.onReply(r, bytes, start, length, last);
    }

    /** The first byte tells, or the first two; then the mark is cleared. */
    private void decide(Request r, ByteBuf bytes, int start, int length) {
        byte first = bytes.getByte(start);
        switch (r.mark) {
            case Silence.HIDE_HD -> settle(r, first == 'H');
            case Silence.HIDE_HD_VA -> settle(r, first == 'H' || first == 'V');
            case Silence.HIDE_EN -> {
                if (first != 'E') {
                    settle(r, false);
                } else if (length > 1) {
                    settle(r, bytes.getByte(start + 1) == 'N');
                } else {
                    r.mark = Silence.SEEN_E;
                }
            }
            default -> {
                settle(r, first == 'N');
                if (!r.quiet) {
                    session.onReply(r, E, 0, 1, false);
                }
            }
        }
    }

    private static void settle(Request r, boolean hidden) {
        r.quiet = hidden;
        r.mark = Silence.NONE;
    }

    @Override
    public void onFailure(Request r, FailureCause cause) {
        if (r.quiet) {
            // A reply that would have been hidden broke off: nothing of it was shown, so the error can be.
            r.quiet = false;
            r.begun = false;
        }
        session.onFailure(r, cause);
    }

    @Override
    public void onHeld(long bytes) {
        session.onHeld(bytes);
    }
}

package io.flotilla.proxy.server;

import io.flotilla.topology.FailureCause;
import io.netty.channel.ConnectTimeoutException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** Tells what an exception of a socket means. */
final class FailureCauses {
    private FailureCauses() {}

    /** The cause of a failed connect. */
    static FailureCause ofConnect(Throwable t) {
        if (t instanceof UnknownHostException) {
            return FailureCause.UNRESOLVED;
        }
        if (t instanceof ConnectTimeoutException) {
            return FailureCause.TIMED_OUT;
        }
        if (t instanceof NoRouteToHostException || mentions(t, "unreachable")) {
            return FailureCause.UNREACHABLE;
        }
        if (t instanceof ConnectException || t instanceof FileNotFoundException) {
            return FailureCause.REFUSED;
        }
        return FailureCause.REFUSED;
    }

    /** The cause of a failed read or write. */
    static FailureCause ofTraffic(Throwable t) {
        // The JDK and the native transports agree on the word, not on the exception.
        return mentions(t, "reset") || mentions(t, "pipe") ? FailureCause.RESET : FailureCause.CLOSED;
    }

    private static boolean mentions(Throwable t, String word) {
        String message = t.getMessage();
        return message != null && message.toLowerCase(java.util.Locale.ROOT).contains(word);
    }
}

package io.flotilla.topology;

/** Why a request or a connection to a server failed. The closed set behind error replies, counters and reports. */
public enum FailureCause {
    /** No answer within the pool's timeout. nutcracker's text for ETIMEDOUT. */
    TIMED_OUT("Connection timed out"),
    /** Nobody listens there. */
    REFUSED("Connection refused"),
    /** The peer reset the connection. */
    RESET("Connection reset by peer"),
    /** The peer closed the connection while requests were in flight. */
    CLOSED("Server closed the connection"),
    /** The name does not resolve. */
    UNRESOLVED("Host is down"),
    /** The network does not lead there. */
    UNREACHABLE("No route to host"),
    /** The server sent what its protocol does not allow. */
    BAD_REPLY("Invalid argument"),
    /** The server refused the pool's password. */
    AUTH_FAILED("Server authentication failed"),
    /** No server of the pool is in. */
    NO_SERVER("No server is in"),
    /** The proxy has no lease and is told to refuse. */
    ISOLATED("This proxy is isolated from its fleet"),
    /** The request waited in a server for something to happen, and its key moved to another server meanwhile. */
    SWITCHED("The key moved to another server while the request was waiting"),
    /** The request needs a server connection of its own, and none came free in time. */
    OVERLOADED("All connections that a single client may have to the server are lent (own_connections)"),
    /** The server runs a script that takes long, and would not even begin with the connection. Redis's own words. */
    BUSY("Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.");

    private final String text;

    FailureCause(String text) {
        this.text = text;
    }

    /** The words of the error reply, behind the protocol's own prefix. */
    public String text() {
        return text;
    }

    /** The label of metrics and logs, in lower case. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

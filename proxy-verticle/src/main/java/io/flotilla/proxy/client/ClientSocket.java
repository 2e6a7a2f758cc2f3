package io.flotilla.proxy.client;

/** What a session may do to its socket. */
interface ClientSocket {

    /** Whether bytes are read from the client. */
    void setReading(boolean reading);

    /** Sends what was written, then closes. */
    void closeAfterFlush();

    /** Closes at once. */
    void abort();

    /** The client's address as {@code host:port}. */
    String remoteAddress();

    /** The address that the client connected to, as {@code host:port}. */
    String localAddress();
}

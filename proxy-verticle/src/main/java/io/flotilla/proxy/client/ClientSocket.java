package io.flotilla.proxy.client;

/** What a session may do to its socket. */
interface ClientSocket {

    /** Whether bytes are read from the client. */
    void setReading(boolean reading);

    /** Sends what was written, then closes. */
    void closeAfterFlush();

    /** Closes at once. */
    void abort();
}

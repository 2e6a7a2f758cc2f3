package io.flotilla.proxy.client;

import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.proxy.server.OwnConnections;
import io.flotilla.proxy.server.ServerConnection;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;

/**
 * A server connection lent to one client until its last request is answered. As the owner of that request it hands the reply
 * on, and gives the connection back.
 */
public final class Loan implements RequestOwner {
    private final OwnConnections own;
    private final ServerConnection connection;
    private final RequestOwner replies;
    private boolean sent;
    private boolean answered;
    private boolean over;
    private boolean spoiled;

    /** @param replies gets the reply to the last request, or its failure */
    public Loan(OwnConnections own, ServerConnection connection, RequestOwner replies) {
        this.own = own;
        this.connection = connection;
        this.replies = replies;
    }

    public ServerConnection connection() {
        return connection;
    }

    /** The whole of the last request is sent; the server may have answered it before. */
    public void lastIsSent() {
        sent = true;
        if (answered) {
            giveBack(true);
        }
    }

    /** Whether the last request is answered or has failed. */
    public boolean isAnswered() {
        return answered;
    }

    /** The connection is for nobody else: it will be closed when it is given back. */
    public void spoil() {
        spoiled = true;
    }

    /** Whether another client waits for a connection to this server. */
    public boolean isContended() {
        return own.isContended();
    }

    /** Gives the connection back, unless that is done; closes it if it is not clean. */
    public void giveBack(boolean clean) {
        if (!over) {
            over = true;
            own.giveBack(connection, clean && !spoiled);
        }
    }

    @Override
    public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
        if (last) {
            answered();
        }
        replies.onReply(request, bytes, start, length, last);
    }

    @Override
    public void onFailure(Request request, FailureCause cause) {
        answered();
        replies.onFailure(request, cause);
    }

    private void answered() {
        answered = true;
        if (sent) {
            giveBack(true);
        }
    }

    @Override
    public void onHeld(long bytes) {
        replies.onHeld(bytes);
    }
}

package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.RequestOwner;
import io.flotilla.topology.FailureCause;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Sees to it that the server of a transaction has the scripts that are asked for in it by their SHA-1. A NOSCRIPT inside of
 * EXEC could not be healed any more, so the server is asked for each script beforehand, over a shared connection since SCRIPT
 * would be queued on the transaction's own, and given those that it has not got. EXEC waits for that.
 */
final class TransactionScripts {
    private final ClientSession session;
    private final SharedSender sender;
    private final Scripts scripts;
    /** Those of the transaction under way. */
    private final Set<Script> needed = new LinkedHashSet<>();

    private int awaited;

    TransactionScripts(ClientSession session, SharedSender sender, Scripts scripts) {
        this.session = session;
        this.sender = sender;
        this.scripts = scripts;
    }

    /**
     * A command of a transaction; most are no scripts.
     *
     * @param server the transaction's server; negative if it is not decided, then {@link #prepare(int)} follows
     */
    void prepare(RedisCommand command, Words words, int server) {
        if (command.name().equals("script|load")) {
            // The other servers get it when they are first asked for it.
            scripts.remember(words.bytes(), words.start(2), words.length(2));
        }
        if (command.route() != RedisCommand.Route.SCRIPT) {
            return;
        }
        if (!command.name().startsWith("evalsha")) {
            scripts.remember(words.bytes(), words.start(1), words.length(1));
            return;
        }
        Script script = words.length(1) == 40 ? scripts.find(words.text(1)) : null;
        if (script != null && needed.add(script) && server >= 0) {
            new Question(script, server).ask();
        }
    }

    /** This is the server of the transaction under way. */
    void prepare(int server) {
        needed.forEach(script -> new Question(script, server).ask());
    }

    /** Whether every script is where it is needed; if not, the session is paused until it is. */
    boolean areReady() {
        if (awaited > 0) {
            session.awaitConfirmation();
        }
        return awaited == 0;
    }

    /** The transaction has ended. */
    void clear() {
        needed.clear();
    }

    private void settled() {
        if (--awaited == 0 && !session.isClosed()) {
            session.confirmed();
        }
    }

    /** Whether a server has one script; and the script for one that has not. */
    private final class Question implements RequestOwner {
        private final Script script;
        private final int server;
        private boolean loading;

        Question(Script script, int server) {
            this.script = script;
            this.server = server;
        }

        void ask() {
            awaited++;
            send(Resp.ascii("*3\r\n$6\r\nSCRIPT\r\n$6\r\nEXISTS\r\n$40\r\n" + script.sha() + "\r\n"));
        }

        private void send(byte[] bytes) {
            Request request = session.pool().loop().requests().take(this);
            request.server = server;
            sender.send(request, bytes);
        }

        @Override
        public void onReply(Request request, ByteBuf bytes, int start, int length, boolean last) {
            request.held.append(bytes, start, length);
            if (!last) {
                return;
            }
            ByteBuf reply = request.held.takeAll();
            boolean isMissing =
                    !loading && reply.toString(StandardCharsets.US_ASCII).endsWith(":0\r\n");
            reply.release();
            session.pool().loop().requests().give(request);
            if (isMissing) {
                loading = true;
                send(script.loadRequest());
            } else {
                settled();
            }
        }

        @Override
        public void onFailure(Request request, FailureCause cause) {
            request.held.clear();
            session.pool().loop().requests().give(request);
            settled();
        }

        @Override
        public void onHeld(long bytes) {
            // A few bytes each.
        }
    }
}

package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;

/**
 * What only some clients of a Redis pool ever use. Each part is made when it is needed first, so that thousands of clients that
 * do no more than get and set cost little.
 */
final class SessionParts {
    private final ClientSession session;
    private final RedisClient client;
    private final RedisCodec codec;
    private final RedisDispatcher dispatcher;
    private final SharedSender sender;
    private LocalCommands local;
    private KeySplitter splitter;
    private Transaction transaction;
    private Subscriptions subscriptions;
    private ScriptControl scriptControl;
    private ScriptRelay scripts;
    private FleetCommands fleet;

    SessionParts(
            ClientSession session,
            RedisClient client,
            RedisCodec codec,
            RedisDispatcher dispatcher,
            SharedSender sender) {
        this.session = session;
        this.client = client;
        this.codec = codec;
        this.dispatcher = dispatcher;
        this.sender = sender;
    }

    LocalCommands local() {
        if (local == null) {
            local = new LocalCommands(session, client, codec.shared(), sender, this::unsubscribe);
        }
        return local;
    }

    KeySplitter splitter() {
        if (splitter == null) {
            splitter = new KeySplitter(session, client);
        }
        return splitter;
    }

    Transaction transaction() {
        if (transaction == null) {
            Scripts known = codec.shared().scripts();
            transaction = new Transaction(session, client, dispatcher, new TransactionScripts(session, sender, known));
        }
        return transaction;
    }

    /** Whether the client has a transaction open. */
    boolean isInTransaction() {
        return transaction != null && transaction.isOpen();
    }

    Subscriptions subscriptions() {
        if (subscriptions == null) {
            subscriptions = new Subscriptions(session, client, codec.shared().pendingSubscriptions());
        }
        return subscriptions;
    }

    /** Whether the client is subscribed to something that restricts what it may send. */
    boolean isRestricted() {
        return subscriptions != null && subscriptions.restricts();
    }

    ScriptControl scriptControl() {
        if (scriptControl == null) {
            scriptControl = new ScriptControl(session, client, codec.shared().scriptRuns());
        }
        return scriptControl;
    }

    ScriptRelay scripts() {
        if (scripts == null) {
            scripts = new ScriptRelay(session, sender, codec.shared(), codec.loadedScripts());
        }
        return scripts;
    }

    FleetCommands fleet() {
        if (fleet == null) {
            fleet = new FleetCommands(session, client, codec.shared(), sender, scriptControl(), dispatcher.blocked());
        }
        return fleet;
    }

    /** Ends what the client is subscribed to. */
    void unsubscribe() {
        if (subscriptions != null) {
            subscriptions.close();
        }
    }

    /** The client has gone. */
    void close() {
        if (transaction != null) {
            transaction.abandon();
        }
        unsubscribe();
    }
}

package io.flotilla.proxy.redis;

import io.flotilla.proxy.server.ServerConnection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Which scripts were loaded over which server connection of one event loop, since it was last lost. */
final class LoadedScripts {
    /** More marks than this on one connection, and all of them are forgotten: they cost a repeated load, no more. */
    private static final int MOST = 2_000;

    private static final class Marks {
        private final Set<Script> scripts = new HashSet<>();
        private int losses;
    }

    private final Map<ServerConnection, Marks> byConnection = new IdentityHashMap<>();

    /** Marks a script as loaded. Returns false if it was not before. */
    boolean mark(ServerConnection connection, Script script) {
        Marks marks = byConnection.computeIfAbsent(connection, c -> new Marks());
        if (marks.losses != connection.losses() || marks.scripts.size() >= MOST) {
            marks.losses = connection.losses();
            marks.scripts.clear();
        }
        return !marks.scripts.add(script);
    }

    /** The server says that it has not got the script. */
    void unmark(ServerConnection connection, Script script) {
        Marks marks = byConnection.get(connection);
        if (marks != null) {
            marks.scripts.remove(script);
        }
    }
}

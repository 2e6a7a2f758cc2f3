package io.flotilla.proxy.memcached;

import io.flotilla.proxy.memcached.Command.Scope;

/** The text of {@code docs/commands-memcached.md}, made of the {@link CommandTable}. */
final class CommandDoc {
    private CommandDoc() {}

    /** The whole page. */
    static String text() {
        StringBuilder out = new StringBuilder(INTRODUCTION);
        for (Scope scope : Scope.values()) {
            out.append("- *")
                    .append(scope.label)
                    .append("*: ")
                    .append(scope.meaning)
                    .append(".\n");
        }
        out.append("\n| command | arguments | goes to | |\n|---|---|---|---|\n");
        for (Command c : CommandTable.ALL) {
            out.append("| `")
                    .append(c.name())
                    .append("` | ")
                    .append(c.arguments())
                    .append(" | ")
                    .append(c.scope().label)
                    .append(" | ")
                    .append(c.note())
                    .append(" |\n");
        }
        return out.append(DETAILS).toString();
    }

    private static final String INTRODUCTION = """
            # memcached commands

            A pool without `redis: true` speaks memcached's text protocol, classic and meta commands. The proxy reads of a request
            what it must know - the command, its keys, the length of a value, `noreply` - and leaves the rest to the server, so
            that a client gets memcached's own answer, error texts included. A command that is not in the table is answered
            `ERROR`, as memcached does. This page is generated from the table that the proxy works by.

            """;

    private static final String DETAILS = """

            ## Several keys
            A `get` whose keys lie on several servers becomes one request to each; the client gets the values in the order of its
            keys, also of keys it names twice. A server that fails costs its own keys, which then look like misses. Only when
            nothing was found and a server failed does the client get `SERVER_ERROR` and the cause, once. A key above 250 bytes
            makes the whole request a `CLIENT_ERROR`, as in memcached.

            ## No reply, quiet commands
            `noreply` and the meta flag `q` are kept from the servers: each request has a reply, so that failures are noticed and
            counted. The client is shown what memcached would show: nothing for `noreply`; for `q` everything but `EN` (`mg`), `HD`
            (`ms`, `md`), `HD` and `VA` (`ma`; memcached does show those of an item that `ma` with `N` has just made, which the proxy
            cannot tell from others). When a server fails, a quiet command does show the error, since silence would mean
            a miss or success.

            ## Keys in base64
            A meta command with flag `b` goes where the decoded key goes, so that it meets the same item as a classic command
            with that key.

            ## Large values
            A value above `stream_threshold` (64 KB) is not collected: it is sent on as it comes, on a connection of its own. The
            server's own limit decides; what is too large is answered `SERVER_ERROR object too large for cache` and passed over. There
            are at most `own_connections` of these per event loop and server; a value that finds none for 10 s is passed over and
            answered with a `SERVER_ERROR` that says so.

            ## Users
            In a pool with `users`, a client must first send what memcached with `-Y` expects: a `set` of any key whose value is
            `<user> <password>`. It is answered `STORED`, or `CLIENT_ERROR authentication failure`; anything else before it is answered
            `CLIENT_ERROR unauthenticated`. From then on a `set` is a `set`. To servers that were started with `-Y` themselves the
            proxy says who it is by `server_auth`; clients need not know that.

            ## Statistics
            `stats` adds up the numbers of all servers that answer. Not added: `pid`, `version`, `libevent`, `pointer_size` (the
            first server's); `uptime`, `accepting_conns` (the smallest); `time`, `hash_power_level`, `hash_is_expanding`,
            `max_connections`, `slab_reassign_running`, `lru_crawler_running` (the largest). Three lines are the proxy's:
            `flotilla_servers`, `flotilla_servers_in`, `flotilla_servers_answered`. `stats <group>` lists every server's lines with
            the server's name and a colon before each name. A pool of one server passes all of it through unchanged.

            ## What differs from one memcached
            - A cas value means something only on the server it came from; it changes when a key moves to another server.
            - Replies leave in the order of the requests, also where memcached drops some: it forgets the replies to what was
              pipelined before a `get` with a key that is too long, or before the `set` that authenticates.
            - Numbers must be plain digits (with `-` where negative ones are allowed) within 32 bits, cas values within 64.
              memcached also takes a `+`, tabs, and lengths that overflow; the proxy answers `CLIENT_ERROR bad command line
              format`, because a server that reads a length otherwise would take a value for requests.
            - Of an `ms` with two faults, a wrong flag and a value of another length than announced, the proxy names the value.
            - A line with a NUL byte is refused; memcached ends the line there.
            - A line above 2048 bytes that is no `get` or `gets` is refused; without an end it is answered
              `CLIENT_ERROR line too long`, and the connection is closed (memcached closes it without a word). A `get` may be as long
              as `request_limit`.
            - The binary protocol is refused, in a reply of that protocol.
            - Meta commands need memcached 1.6.10 or later on the servers.
            """;
}

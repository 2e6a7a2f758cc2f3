package io.flotilla.proxy.redis;

import io.flotilla.proxy.redis.RedisCommand.Route;
import java.util.Locale;

/** The text of {@code docs/commands-redis.md}, made of the {@link RedisCommands command table}. */
final class CommandDoc {
    private CommandDoc() {}

    /** The whole page. */
    static String text() {
        StringBuilder out = new StringBuilder(INTRODUCTION);
        for (Route route : Route.values()) {
            if (!route.label.isEmpty()) {
                out.append("- *")
                        .append(route.label)
                        .append("*: ")
                        .append(route.meaning)
                        .append(".\n");
            }
        }
        out.append("\n| command | keys | goes to | |\n|---|---|---|---|\n");
        for (RedisCommand c : RedisCommands.table().rows()) {
            if (c.route() != Route.CONTAINER) {
                row(out, c);
            }
        }
        return out.append(DETAILS).toString();
    }

    private static void row(StringBuilder out, RedisCommand c) {
        out.append("| `")
                .append(c.name().toUpperCase(Locale.ROOT).replace('|', ' '))
                .append("` | ")
                .append(keys(c.keys().toString()))
                .append(" | ")
                .append(c.route().label)
                .append(" | ")
                .append(c.note())
                .append(" |\n");
    }

    private static String keys(String notation) {
        return switch (notation) {
            case "-", "migrate" -> "";
            case "1" -> "first word";
            case "2" -> "second word";
            case "1..2" -> "first two words";
            case "1..-1" -> "all words";
            case "1..-2" -> "all words but the last";
            case "2..-1" -> "from the second word on";
            case "1..-1/2" -> "every other word";
            case "n1" -> "as many as the first word says";
            case "n2" -> "as many as the second word says";
            case "1+n2" -> "first word, and as many as the second says";
            case "1+store" -> "first word, and behind `STORE`";
            case "streams" -> "behind `STREAMS`";
            default -> throw new IllegalStateException("no words for the keys " + notation);
        };
    }

    private static final String INTRODUCTION = """
            # Redis commands

            A pool with `redis: true` speaks RESP2 and RESP3. A client chooses by `HELLO`; its requests then go over server
            connections of the same version, so that replies pass as the server wrote them. The proxy reads of a request what it
            must know - the command and its keys - and leaves the rest to the server, so that a client gets Redis's own answer,
            error texts included. This page is generated from the table that the proxy works by, which holds every command of Redis
            7.0 and 7.4; what a server does not know, it says itself. Clients that choose RESP3 need servers that know it: Redis 6
            or later.

            """;

    private static final String DETAILS = """

            ## Keys on one server
            A command with several keys that cannot be split is answered `CROSSSLOT Keys in request don't hash to the same server`
            unless all its keys are on one. To bring keys together, set the pool's `hash_tag`, for example to `"{}"`: then only the
            part between the braces decides, and `{user:7}:name` and `{user:7}:cart` are on one server. The same holds for
            transactions, for scripts, and for commands that wait.

            ## Several keys, several servers
            `MGET`, `MSET`, `DEL`, `UNLINK`, `EXISTS` and `TOUCH` are split: one request to each server. If one of them fails, or
            answers an error, that is the reply to the whole; the others may have done their part.

            ## All servers
            A command of the kind *fleet* waits for the end of a switch of the topology, goes to every server that is in, and fails
            as a whole if one of them does, with three exceptions: `INFO` leaves out servers that do not answer, `SCRIPT KILL` and
            `FUNCTION KILL` succeed if they do on one server. A server that is out is not asked: what is flushed, set or loaded
            while it is out does not reach it.

            `SCAN` goes through one server after the other. Its cursor is a number of up to 64 bits: the server's own cursor (upper
            42 bits), a mark of the servers that are in (10 bits), the server (12 bits). It is below 2^53 as long as a server has
            less than 2^31 keys. While the same servers are in, every key comes as Redis promises it. When a server was ejected or
            has returned, a cursor of before is answered `ERR the servers of the pool changed since this scan began: start again
            with cursor 0`. `SCAN`, `KEYS` and `RANDOMKEY` leave out copies of keys that an ejection left on a server that is not
            theirs; `DBSIZE` counts them.

            `INFO` adds up counts, shows the smallest of versions and ages, the worst of states, and of the rest what the first server
            says. `role`, `redis_mode`, `loading`, `cluster_enabled` and `connected_clients` are the proxy's own. Section `Flotilla`
            tells of the proxy, its epoch and its servers; `INFO flotilla` shows it alone and asks no server.

            `WAIT` and `WAITAOF` ask every server again and again, for a millisecond each time, until the numbers are reached or
            the client's time is over: on a connection that others share, no request may wait in the server.

            `PUBLISH` goes to the server that a key of the channel's name would have; a channel lives on one server. It waits for
            subscriptions to the channel, and to patterns, that came to this proxy before and are not confirmed, or not ended, for up to
            200 ms, and so does `PUBSUB` for all subscriptions: a subscriber may need a connection first, and would miss the message.

            ## Subscriptions
            A client that subscribes has a connection of its own to every server where something lives that it is subscribed to: a
            channel or a shard channel on the server that a key of its name would have, patterns on all that are in, and so the
            channels `__keyspace@...` and `__keyevent@...`, in which each server tells of its own keys. There may be
            `subscriber_connections` of them per event loop and server; a client above that gets an error. As every subscriber is one
            to the server too, `PUBLISH` and `PUBSUB NUMSUB` count as Redis does.

            The proxy confirms in the order of the words, each when its servers have, with the count over all servers. A word that its
            server cannot confirm, because it is down or forbids it, is answered with that error instead; the others are not
            touched. No request of the client is taken before all is confirmed.

            Subscriptions follow the topology. While a switch is under way a channel that moves is heard from both its servers, and
            afterwards from the new one alone, so that a switch loses no message that is published through the fleet, and doubles
            none. When a server or a connection is lost, the channels are subscribed again as soon as possible; what is published
            meanwhile is missed, and the client is not told. A message above `client_output_limit`, or more than that unread, cuts
            the client. RESP2 clients are held to the commands that Redis allows to subscribers; RESP3 clients may go on as they like.

            `MONITOR` shows the commands of all servers that are in, each server's own in order.

            A server that was silent for 30 s is asked `PING`; if it does not answer within the pool's `timeout` (a minute without
            one), the connection is given up and its channels are subscribed again. Monitors are not asked.

            ## Connections of their own
            Transactions (from `WATCH` or the first key on), commands that wait, and large values take a server connection that
            nobody else uses meanwhile, of at most `own_connections` per event loop and server. A request that finds none waits
            for one, but no longer than 10 s; then it is answered `ERR All connections that a single client may have to the
            server are lent (own_connections)`, which in a transaction leads to `EXECABORT`. A client that does nothing for 5 s with a
            transaction while others wait loses it to them: its `EXEC` is answered `EXECABORT`. So neither a client that forgets an
            `EXEC` nor clients that hold one connection and wait for another block others for ever. A connection that nobody has
            used for a minute is closed.

            Commands without a key that come before the first key of a transaction are kept by the proxy, up to 1000 of them and
            1 MB together; more abort the transaction.

            ## Scripts
            The proxy remembers scripts that pass through it by `SCRIPT LOAD`, `EVAL` and `EVAL_RO`: up to 1000 of them, 16 MB
            together, 1 MB each. Before the first `EVALSHA` of such a script on a server connection it sends `SCRIPT LOAD`, so that a
            substitute, or a server that was restarted, has it. If a server answers `NOSCRIPT` all the same, the script is loaded
            and the request sent once more, unless a later request of the client has been sent to that server meanwhile; then the
            client gets the `NOSCRIPT`. `SCRIPT FLUSH` makes this proxy forget; other proxies of the fleet go on with what they
            remember. Before an `EXEC` the proxy asks the transaction's server for the scripts in it, and loads those that it has not
            got. Functions are not loaded.

            ## Large values
            A word above `stream_threshold` (64 KB) in a command with one key is not collected: it is sent on as it comes, on a server
            connection of its own, and so are many words that are larger together than `request_limit`. Other requests are collected
            up to that limit; a larger one is passed over and answered with an error, in however many pieces it comes.

            ## Databases
            `SELECT 0` always works, others up to the pool's `databases`; `CONFIG GET databases` says that number. Each database has
            its own server connections. `COPY`, `MOVE` and `SWAPDB` are held to these databases, and refused for every database where
            `redis_db` has all clients in one. A `SELECT` of another database, like a `HELLO` of another version, waits for the replies to
            the client's earlier requests, so that none of a pipeline is overtaken on the way.

            ## The client's connection
            `AUTH` and `HELLO ... AUTH` check the pool's `users`, or where it has none its `redis_auth`, for user `default`, with
            Redis's answers. All users may do the same: the proxy is one user to the servers, and rules about keys and commands
            (`ACL SETUSER`) are theirs. `HELLO` shows the lowest version among the servers,
            as `INFO` does; the first client of a proxy waits up to a second for them. `CLIENT ID` is a number that no other
            client of this proxy has had; each proxy of a fleet counts by itself. `CLIENT LIST` and `CLIENT KILL`
            know the clients of this proxy, on all its event loops, not those of the other proxies of a fleet; what a proxy has not
            got, such as `fd` or `rbs`, is 0. `CLIENT REPLY` works. `CLIENT TRACKING ON` is refused; libraries that cache on their side go on
            without it, or have an option for it.

            ## Malformed requests
            What breaks the framing is answered `ERR Protocol error: ...` in the words of Redis, and the connection is closed.
            Everything else is answered, and the connection goes on. Limits: 1048576 words, 512 MB a word, 64 KB for an inline
            request; before the password is given, 10 words and 16 KB a word. The two bytes behind a length and behind a word must
            be a line end; Redis does not look at them.

            ## What differs from one Redis
            - Keys of one request, of a transaction, or of a script must be on one server, but for the commands that are split.
              `MSET` over several servers is not atomic: each server sets its part by itself.
            - `DBSIZE`, `KEYS`, `SCAN`, `FLUSHALL` and the like see each server at another moment.
            - `SORT` with `BY` or `GET` and a pattern is refused (`CROSSSLOT`) by a pool of several servers, unless the pattern has a hash tag
              of the key's server: it would find nothing elsewhere, and sort by nothing without a word.
            - In a transaction, commands about the connection (`SELECT`, `CLIENT`, `HELLO`, `AUTH`, `ACL`, `CLUSTER`), subscriptions, and in a
              pool of several servers commands about all of them (`INFO`, `CONFIG`, `DBSIZE`, `KEYS`, `SCAN`, `FLUSHALL` and others) are refused,
              and abort it.
            - A transaction whose server loses its keys to a change of the topology is not executed: `EXECABORT`, or a null if
              keys are watched.
            - A script must name its keys, as Redis asks for; a key that it makes up is looked for on the server where it runs.
            - `RANDOMKEY` chooses a server first, so that keys of a server with few keys come more often.
            - `SLOWLOG GET` shows ids that repeat; `SCAN` cursors are the proxy's; `ROLE` shows no replicas.
            - `COMMAND` shows what a server knows, also commands that the proxy refuses.
            - `CLIENT LIST`, `KILL` and `UNBLOCK` are about the clients of one proxy; `PAUSE` is refused, `CLIENT TRACKING ON`
              too: a proxy of a fleet neither knows nor holds the clients of the others.
            - `PING` is answered by the proxy, also while a server is loading or down. Only while a script that came through this
              proxy keeps a server busy, that server is asked, and its `BUSY` is the reply.
            - `ACL` (but for `WHOAMI`, `CAT` and `GENPASS`), `MODULE LOAD`, `SHUTDOWN`, `SYNC`, `PSYNC`, `FAILOVER` and `MIGRATE` are
              refused: they concern one server, and are for those who run it. `REPLICAOF`, `MEMORY STATS` and `LATENCY GRAPH` are
              refused where a pool has several servers.
            - Servers see the proxy's connections: the address and name of a client in `SLOWLOG` and `MONITOR` are the proxy's.
            - Two clients that do not wait for each other's replies are served in any order, also on one proxy; a single Redis
              mostly takes what comes first. Messages alone wait for subscriptions that came before.
            - `CONFIG SET requirepass` is refused: it would shut the proxies out of their servers.
            - `CONFIG SET` and `FUNCTION LOAD` reach the servers that are in; give a server that was out the same before it returns.
            """;
}

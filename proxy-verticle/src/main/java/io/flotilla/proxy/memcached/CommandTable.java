package io.flotilla.proxy.memcached;

import io.flotilla.proxy.memcached.Command.Scope;
import io.flotilla.proxy.memcached.Command.Shape;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Every command the proxy knows. The decoder finds commands here, and {@code docs/commands-memcached.md} is made of it. */
final class CommandTable {
    private static final String SERVERS_ALL = "as `flush_all`; a server that is out is not told";
    private static final String SERVERS_OWN = "it changes or watches a single server; connect to that server";

    /** All commands, in the order of the documentation. */
    static final List<Command> ALL = List.of(
            new Command("get", Shape.GET, Scope.SPLIT, 2, 0, "`<key>*`", "any number of keys"),
            new Command("gets", Shape.GET, Scope.SPLIT, 2, 0, "`<key>*`", "with the cas value of each"),
            new Command("gat", Shape.GET_AND_TOUCH, Scope.SPLIT, 2, 0, "`<exptime> <key>*`", ""),
            new Command("gats", Shape.GET_AND_TOUCH, Scope.SPLIT, 2, 0, "`<exptime> <key>*`", ""),
            new Command("bget", Shape.GET, Scope.SPLIT, 2, 0, "`<key>*`", "an old name of `get` that memcached keeps"),
            store("set", ""),
            store("add", ""),
            store("replace", ""),
            store("append", ""),
            store("prepend", ""),
            new Command(
                    "cas",
                    Shape.STORE_CAS,
                    Scope.ONE_KEY,
                    6,
                    7,
                    "`<key> <flags> <exptime> <bytes> <cas> [noreply]`",
                    "cas values are the server's own and mean nothing on another one"),
            new Command(
                    "delete", Shape.KEYED, Scope.ONE_KEY, 2, 4, "`<key> [0] [noreply]`", "also the old form with `0`"),
            new Command("incr", Shape.KEYED, Scope.ONE_KEY, 3, 4, "`<key> <delta> [noreply]`", ""),
            new Command("decr", Shape.KEYED, Scope.ONE_KEY, 3, 4, "`<key> <delta> [noreply]`", ""),
            new Command("touch", Shape.KEYED, Scope.ONE_KEY, 3, 4, "`<key> <exptime> [noreply]`", ""),
            new Command(
                    "mg", Shape.META, Scope.ONE_KEY, 2, 0, "`<key> <flag>*`", "with `q`, `EN` is kept from the client"),
            new Command(
                    "ms",
                    Shape.META_STORE,
                    Scope.ONE_KEY,
                    2,
                    0,
                    "`<key> <bytes> <flag>*`",
                    "with `q`, `HD` is kept from the client"),
            new Command(
                    "md", Shape.META, Scope.ONE_KEY, 2, 0, "`<key> <flag>*`", "with `q`, `HD` is kept from the client"),
            new Command(
                    "ma",
                    Shape.META,
                    Scope.ONE_KEY,
                    2,
                    0,
                    "`<key> <flag>*`",
                    "with `q`, `HD` and `VA` are kept from the client"),
            new Command("me", Shape.META_DEBUG, Scope.ONE_KEY, 2, 0, "`<key> [b]`", ""),
            new Command(
                    "mn",
                    Shape.META_NOOP,
                    Scope.LOCAL,
                    1,
                    0,
                    "",
                    "`MN` once every earlier request of the client is complete, on whatever server"),
            new Command(
                    "flush_all",
                    Shape.FLUSH,
                    Scope.BROADCAST,
                    1,
                    3,
                    "`[<delay>] [noreply]`",
                    "`OK` if every server said so, else the first failure"),
            line("verbosity", 2, 3, "`<level> [noreply]`", "as `flush_all`"),
            line("cache_memlimit", 2, 3, "`<megabytes> [noreply]`", SERVERS_ALL),
            line("slabs", 1, Words.MOST, "`reassign` or `automove`, and more", SERVERS_ALL),
            line("lru", 1, Words.MOST, "`mode`, `tune` or `temp_ttl`, and more", SERVERS_ALL),
            new Command(
                    "lru_crawler",
                    Shape.CRAWLER,
                    Scope.BROADCAST,
                    1,
                    Words.MOST,
                    "`crawl`, `enable` and others",
                    "as `flush_all`; `metadump` and `mgdump` list one server and are refused: connect to that server"),
            line("debugtime", 2, 3, "`<seconds>`", "as `flush_all`; for tests, only servers built for these know it"),
            new Command("stats", Shape.STATS, Scope.BROADCAST, 1, 0, "`[<group> ...]`", "see below"),
            new Command("version", Shape.VERSION, Scope.ANY, 1, 0, "", "the version of a server of the pool"),
            new Command("quit", Shape.QUIT, Scope.LOCAL, 1, 0, "", "closes once earlier requests are answered"),
            refused("shutdown", "it would stop a server for every client of the pool"),
            refused("watch", SERVERS_OWN),
            refused("extstore", SERVERS_OWN),
            refused("refresh_certs", SERVERS_OWN));

    private static final int SLOTS = 256;
    private static final Entry[] TABLE = new Entry[SLOTS];

    private record Entry(long head, byte[] name, Command command, Entry next) {}

    static {
        for (Command c : ALL) {
            byte[] name = c.name().getBytes(StandardCharsets.US_ASCII);
            long head = 0;
            for (int i = 0; i < Math.min(8, name.length); i++) {
                head = head << 8 | name[i];
            }
            TABLE[slot(head)] = new Entry(head, name, c, TABLE[slot(head)]);
        }
    }

    private CommandTable() {}

    /**
     * The command with this name, or {@code null}. Allocates nothing.
     *
     * @param head the first eight bytes of the name, or all if there are fewer, the last one in the lowest bits
     */
    static Command find(long head, ByteBuf in, int start, int length) {
        for (Entry e = TABLE[slot(head)]; e != null; e = e.next) {
            if (e.head == head && e.name.length == length && endsAlike(e.name, in, start)) {
                return e.command;
            }
        }
        return null;
    }

    private static boolean endsAlike(byte[] name, ByteBuf in, int start) {
        for (int i = 8; i < name.length; i++) {
            if (in.getByte(start + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(long head) {
        return (int) (head * 0x9e3779b97f4a7c15L >>> 56);
    }

    private static Command store(String name, String note) {
        return new Command(name, Shape.STORE, Scope.ONE_KEY, 5, 6, "`<key> <flags> <exptime> <bytes> [noreply]`", note);
    }

    private static Command line(String name, int minWords, int maxWords, String arguments, String note) {
        return new Command(name, Shape.LINE, Scope.BROADCAST, minWords, maxWords, arguments, note);
    }

    private static Command refused(String name, String reason) {
        return new Command(name, Shape.REFUSED, Scope.REFUSED, 1, 0, "", reason);
    }
}

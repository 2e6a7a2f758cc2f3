package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;

/** {@code CLIENT ...}: what a client says and asks about connections. Texts as Redis 7.0. */
final class ClientCommand {
    private static final byte[] NOT_TRACKING = RedisErrors.error("ERR CLIENT CACHING can be called only when the"
            + " client is in tracking mode with OPTIN or OPTOUT mode enabled");
    /** Clients that cache on their side go on without it when they are told so. */
    private static final byte[] NO_TRACKING = RedisErrors.error("ERR CLIENT TRACKING ON is not offered by this proxy:"
            + " invalidations cannot be told apart on shared connections");

    private static final String[] HELP = {
        "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GETNAME",
        "    Return the name of the current connection.",
        "ID",
        "    Return the ID of the current connection.",
        "INFO",
        "    Return information about the current client connection.",
        "KILL <ip:port>",
        "    Close the connection of a client of this proxy.",
        "KILL <option> <value> [<option> <value> [...]]",
        "    As above; options are ID, ADDR, LADDR, TYPE, USER, MAXAGE, SKIPME (yes/no).",
        "LIST [TYPE <type> | ID <id> [<id> ...]]",
        "    Return information about the clients of this proxy.",
        "NO-EVICT (ON|OFF)",
        "    Accepted without effect.",
        "NO-TOUCH (ON|OFF)",
        "    Accepted without effect.",
        "REPLY (ON|OFF|SKIP)",
        "    Control the replies sent to the current connection.",
        "SETINFO (LIB-NAME|LIB-VER) <value>",
        "    Assign a client library's name or version to the current connection.",
        "SETNAME <name>",
        "    Assign the name <name> to the current connection.",
        "UNBLOCK <clientid> [TIMEOUT|ERROR]",
        "    Unblock the specified blocked client of this proxy.",
        "HELP",
        "    Prints this help."
    };

    private final ClientSession session;
    private final RedisClient client;
    private final ClientList clients;
    private final Unblocking unblocking;

    ClientCommand(ClientSession session, RedisClient client, Clients connected) {
        this.session = session;
        this.client = client;
        this.clients = new ClientList(session, client, connected);
        this.unblocking = new Unblocking(session, connected);
    }

    /** No spaces, no control characters. */
    static boolean isValidName(String name) {
        return name.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    /** @param command the row of the subcommand */
    void dispatch(RedisCommand command, Words words) {
        String subcommand = command.name().substring("client|".length());
        if (subcommand.equals("reply")) {
            reply(words);
        } else if (subcommand.equals("kill")) {
            clients.kill(words);
        } else if (subcommand.equals("unblock")) {
            unblocking.dispatch(words);
        } else {
            session.reply(answer(subcommand, words));
        }
    }

    private byte[] answer(String subcommand, Words words) {
        return switch (subcommand) {
            case "id" -> Resp.integer(client.id());
            case "getname" -> client.name().isEmpty() ? Resp.nil(client.resp()) : Resp.bulk(Resp.ascii(client.name()));
            case "setname" -> setName(words.text(2));
            case "setinfo" -> setInfo(words);
            case "info" -> clients.info(words);
            case "list" -> clients.list(words);
            case "no-evict", "no-touch" -> words.is(2, "ON") || words.is(2, "OFF") ? Resp.OK : RedisErrors.SYNTAX;
            case "capa", "unpause" -> Resp.OK;
            case "getredir" -> Resp.integer(-1);
            case "caching" -> NOT_TRACKING;
            case "tracking" -> tracking(words);
            case "trackinginfo" -> trackingInfo();
            case "help" -> help();
            default -> throw new IllegalStateException("no subcommand " + subcommand);
        };
    }

    private void reply(Words words) {
        if (words.is(2, "ON")) {
            client.replies(RedisClient.Replies.ALL);
            session.mute(false);
            session.reply(Resp.OK);
        } else if (words.is(2, "OFF")) {
            client.replies(RedisClient.Replies.NONE);
        } else if (words.is(2, "SKIP")) {
            client.skipReply();
        } else {
            session.reply(RedisErrors.SYNTAX);
        }
    }

    private byte[] setName(String name) {
        if (!isValidName(name)) {
            return RedisErrors.BAD_CLIENT_NAME;
        }
        client.name(name);
        return Resp.OK;
    }

    private byte[] setInfo(Words words) {
        String value = words.text(3);
        String option = words.text(2);
        boolean isName = words.is(2, "LIB-NAME");
        if (!isName && !words.is(2, "LIB-VER")) {
            return RedisErrors.error("ERR Unrecognized option '" + option + "'");
        }
        if (!isValidName(value)) {
            return RedisErrors.error("ERR " + option + " cannot contain spaces, newlines or special characters.");
        }
        if (isName) {
            client.libraryName(value);
        } else {
            client.libraryVersion(value);
        }
        return Resp.OK;
    }

    private byte[] tracking(Words words) {
        if (words.is(2, "OFF") && words.count() == 3) {
            return Resp.OK;
        }
        return words.is(2, "ON") ? NO_TRACKING : RedisErrors.SYNTAX;
    }

    private byte[] trackingInfo() {
        return new Resp(client.resp())
                .map(3)
                .string("flags")
                .set(1)
                .string("off")
                .string("redirect")
                .number(-1)
                .string("prefixes")
                .array(0)
                .toBytes();
    }

    private byte[] help() {
        Resp reply = new Resp(client.resp()).array(HELP.length);
        for (String line : HELP) {
            reply.status(line);
        }
        return reply.toBytes();
    }
}

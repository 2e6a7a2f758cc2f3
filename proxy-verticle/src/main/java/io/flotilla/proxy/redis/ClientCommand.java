package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import java.util.Locale;

/** {@code CLIENT ...}: what a client says and asks about its own connection. */
final class ClientCommand {
    private final ClientSession session;
    private final RedisClient client;

    ClientCommand(ClientSession session, RedisClient client) {
        this.session = session;
        this.client = client;
    }

    /** No spaces, no control characters. */
    static boolean isValidName(String name) {
        return name.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    void dispatch(RedisCommand command, Words words) {
        String subcommand = words.text(1).toUpperCase(Locale.ROOT);
        int wanted = wordsOf(subcommand);
        if (wanted == 0) {
            session.reply(RedisErrors.unknownSubcommand(command, words.text(1)));
        } else if (wanted > 0 ? words.count() != wanted : words.count() < -wanted) {
            session.reply(RedisErrors.wrongArity(command, subcommand));
        } else {
            session.reply(answer(subcommand, words));
        }
    }

    /** Words of a subcommand, negative for at least so many, 0 for none of this name. */
    private static int wordsOf(String subcommand) {
        return switch (subcommand) {
            case "ID", "GETNAME", "INFO", "HELP", "GETREDIR", "TRACKINGINFO" -> 2;
            case "SETNAME", "NO-EVICT", "NO-TOUCH", "CACHING" -> 3;
            case "SETINFO" -> 4;
            case "LIST" -> -2;
            case "CAPA", "TRACKING" -> -3;
            default -> 0;
        };
    }

    private byte[] answer(String subcommand, Words words) {
        return switch (subcommand) {
            case "ID" -> Resp.integer(session.number() + 1L);
            case "GETNAME" -> client.name().isEmpty() ? Resp.nil(client.resp()) : Resp.bulk(Resp.ascii(client.name()));
            case "SETNAME" -> setName(words.text(2));
            case "SETINFO" -> setInfo(words);
            case "INFO", "LIST" ->
                new Resp(client.resp()).text(describe() + "\n").toBytes();
            case "NO-EVICT", "NO-TOUCH" -> words.is(2, "ON") || words.is(2, "OFF") ? Resp.OK : RedisErrors.SYNTAX;
            case "CAPA" -> Resp.OK;
            case "GETREDIR" -> Resp.integer(-1);
            case "HELP" -> help();
            // Clients that cache on their side fall back when they are told so.
            default ->
                RedisErrors.error("ERR CLIENT " + subcommand + " is not offered by this proxy:"
                        + " invalidations cannot be told apart on shared connections");
        };
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
        if (!isValidName(value)) {
            return RedisErrors.error(
                    "ERR " + words.text(2) + " cannot contain spaces, newlines or special characters.");
        }
        if (words.is(2, "LIB-NAME")) {
            client.libraryName(value);
        } else if (words.is(2, "LIB-VER")) {
            client.libraryVersion(value);
        } else {
            return RedisErrors.error("ERR Unrecognized option '" + words.text(2) + "'");
        }
        return Resp.OK;
    }

    private String describe() {
        return "id=" + (session.number() + 1) + " name=" + client.name() + " db=" + client.database() + " resp="
                + client.resp() + " lib-name=" + client.libraryName() + " lib-ver=" + client.libraryVersion()
                + " user=default cmd=client";
    }

    private byte[] help() {
        String[] lines = {
            "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "GETNAME, SETNAME <name>, ID, INFO, LIST, SETINFO LIB-NAME|LIB-VER <value>, NO-EVICT ON|OFF,"
                    + " NO-TOUCH ON|OFF."
        };
        Resp reply = new Resp(client.resp()).array(lines.length);
        for (String line : lines) {
            reply.status(line);
        }
        return reply.toBytes();
    }
}

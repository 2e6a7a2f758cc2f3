package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command table: read once from commands.txt, looked up by the bytes of a request without allocation. */
final class RedisCommands {
    private static final RedisCommands INSTANCE = new RedisCommands(read());
    /** Longest name that is looked up; longer ones are unknown. */
    private static final int LONGEST = 24;

    private final List<RedisCommand> rows;
    private final List<RedisCommand> all;
    private final Map<String, RedisCommand> byName = new HashMap<>();
    private final RedisCommand[] slots;
    private final byte[][] names;

    private RedisCommands(List<RedisCommand> rows) {
        this.rows = List.copyOf(rows);
        this.all = rows.stream().filter(c -> !c.isSubcommand()).toList();
        rows.forEach(c -> byName.put(c.name(), c));
        this.slots = new RedisCommand[1024];
        this.names = new byte[1024][];
        for (RedisCommand c : all) {
            byte[] name = c.nameBytes();
            int hash = 0;
            for (byte b : name) {
                hash = hash * 31 + b;
            }
            int i = slot(hash);
            while (slots[i] != null) {
                i = (i + 1) & (slots.length - 1);
            }
            slots[i] = c;
            names[i] = name;
        }
    }

    static RedisCommands table() {
        return INSTANCE;
    }

    /** All commands and, behind each, its subcommands. */
    List<RedisCommand> rows() {
        return rows;
    }

    /** The subcommands of a container. */
    List<RedisCommand> subcommands(RedisCommand container) {
        return rows.stream()
                .filter(c -> c.name().startsWith(container.name() + "|"))
                .toList();
    }

    /** The command, or the subcommand {@code container|name}, of this name in any case; or {@code null}. */
    RedisCommand find(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /** The subcommand that a request names, or the container itself if it has none of this name. */
    RedisCommand subcommand(RedisCommand container, Words words) {
        RedisCommand found =
                words.count() < 2 || words.length(1) > LONGEST ? null : find(container.name() + "|" + words.text(1));
        return found == null ? container : found;
    }

    /** All commands but subcommands, by name. */
    List<RedisCommand> all() {
        return all;
    }

    /** The command with this name in any case, or {@code null}. */
    RedisCommand find(ByteBuf bytes, int start, int length) {
        if (length > LONGEST) {
            return null;
        }
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + lower(bytes.getByte(start + i));
        }
        for (int i = slot(hash); slots[i] != null; i = (i + 1) & (slots.length - 1)) {
            if (matches(names[i], bytes, start, length)) {
                return slots[i];
            }
        }
        return null;
    }

    private static boolean matches(byte[] name, ByteBuf bytes, int start, int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != lower(bytes.getByte(start + i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 10 ^ hash >>> 20) & 1023;
    }

    private static List<RedisCommand> read() {
        List<RedisCommand> rows = new ArrayList<>();
        try (InputStream in = RedisCommands.class.getResourceAsStream("commands.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(row(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static RedisCommand row(String line) {
        String[] cells = line.trim().split(" +", 6);
        return new RedisCommand(
                cells[0],
                Integer.parseInt(cells[1]),
                RedisCommand.Route.of(cells[2]),
                KeySpec.parse(cells[3]),
                cells[4].equals("write"),
                cells[4].equals("read"),
                cells.length > 5 ? cells[5] : "");
    }
}

package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command table against a real server's. */
class CommandTableIT {
    /** Scripts may write, the server cannot know; COMMAND GETKEYS takes three words since Redis 7.2. */
    private static final List<String> KNOWN_DIFFERENCES = List.of(
            "eval: write",
            "evalsha: write",
            "fcall: write",
            "command|getkeys: arity -3",
            "command|getkeysandflags: arity -3");

    private static RealRedis redis;
    private static RawClient client;

    @BeforeAll
    static void start() {
        redis = RealRedis.started();
        client = redis.connect();
    }

    @AfterAll
    static void stop() {
        client.close();
        redis.close();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object reply) {
        return (List<Object>) reply;
    }

    private static Map<String, List<Object>> realCommands() {
        Map<String, List<Object>> all = new TreeMap<>();
        for (Object command : list(client.resp("COMMAND"))) {
            all.put((String) list(command).get(0), list(command));
            for (Object subcommand : list(list(command).get(9))) {
                all.put((String) list(subcommand).get(0), list(subcommand));
            }
        }
        return all;
    }

    @Test
    void everyCommandOfTheServerIsInTheTable() {
        assertThat(realCommands().keySet())
                .filteredOn(name -> !name.startsWith("cluster|"))
                .isSubsetOf(RedisCommands.table().rows().stream()
                        .map(RedisCommand::name)
                        .toList());
    }

    @Test
    void arityKeysAndAccessAreTheServers() {
        Map<String, List<Object>> real = realCommands();
        List<String> wrong = new ArrayList<>();
        for (RedisCommand row : RedisCommands.table().rows()) {
            List<Object> theirs = real.get(row.name());
            if (theirs != null) {
                compare(row, theirs, wrong);
            }
        }
        wrong.removeAll(KNOWN_DIFFERENCES);
        assertThat(wrong).isEmpty();
    }

    private static void compare(RedisCommand row, List<Object> theirs, List<String> wrong) {
        List<Object> flags = list(theirs.get(2));
        if (row.arity() != (Long) theirs.get(1)) {
            wrong.add(row.name() + ": arity " + row.arity());
        }
        if (row.write() != flags.contains("write")) {
            wrong.add(row.name() + ": write");
        }
        if (row.read() != flags.contains("readonly")) {
            wrong.add(row.name() + ": read");
        }
        boolean movable = flags.contains("movablekeys");
        long first = (Long) theirs.get(3);
        if (!movable && row.keys().first() != first && row.route() != RedisCommand.Route.FLEET) {
            wrong.add(row.name() + ": first key " + row.keys().first() + " instead of " + first);
        }
        if (!movable && first > 0 && row.keys().lastOfRange() != (Long) theirs.get(4)) {
            wrong.add(row.name() + ": last key " + row.keys().lastOfRange() + " instead of " + theirs.get(4));
        }
        if (!movable && first > 0 && row.keys().step() != (Long) theirs.get(5)) {
            wrong.add(row.name() + ": step " + row.keys().step());
        }
    }

    /** Every request of the comparison, as far as the server finds keys in it. */
    @Test
    void theKeysOfARequestAreWhereTheServerFindsThem() {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (RequestLine line : RequestLine.all()) {
            Words words = line.words();
            RedisCommand row = RedisCommands.table().find(words.text(0));
            if (row == null || words.text(0).equals("") || row.route() == RedisCommand.Route.REFUSED) {
                continue;
            }
            String[] question = new String[words.count() + 2];
            question[0] = "COMMAND";
            question[1] = "GETKEYS";
            IntStream.range(0, words.count()).forEach(i -> question[i + 2] = words.text(i));
            Object theirs = client.resp(question);
            if (theirs instanceof List) {
                compared++;
                RedisCommand actual = row.route() == RedisCommand.Route.CONTAINER
                        ? RedisCommands.table().subcommand(row, words)
                        : row;
                List<String> ours = Arrays.stream(actual.keys().find(words))
                        .mapToObj(words::text)
                        .toList();
                if (!ours.equals(theirs)) {
                    wrong.add(line.text() + ": " + ours + " instead of " + theirs);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(250);
    }
}

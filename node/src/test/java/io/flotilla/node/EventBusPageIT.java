package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealMemcached;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Says what the examples of docs/event-bus.md say, in their order, to a node of a fleet like theirs, and compares the answers.
 * Times are compared by being there; epochs by how far they are from the first one.
 */
class EventBusPageIT {
    private static final Path PAGE = Path.of("../docs/event-bus.md");
    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KILLED = Pattern.compile("# the server (\\S+) is killed");
    private static final long FIRST_EPOCH = 1795184707412L;
    private static final Set<String> TIMES = Set.of(
            "at", "lease_ms", "term", "out_for_ms", "next_try_ms", "voted_ms", "drained_ms", "agreed_ms", "probed_ms");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Map<String, RealMemcached> servers = new LinkedHashMap<>();
    private FlotillaProcess node;
    private Application application;
    private long firstEpoch;
    private int compared;

    @Test
    void theExamplesAreWhatANodeAnswers() throws Exception {
        try {
            start();
            Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
            while (blocks.find()) {
                converse(blocks.group(1).lines().toList());
            }
            assertThat(compared).isGreaterThanOrEqualTo(5);
        } finally {
            if (application != null) {
                application.close();
            }
            if (node != null) {
                node.close();
            }
            servers.values().forEach(RealMemcached::close);
        }
    }

    private void start() throws Exception {
        StringBuilder list = new StringBuilder();
        for (String name : List.of("s1", "s2", "s3")) {
            RealMemcached server = RealMemcached.started();
            servers.put(name, server);
            list.append("     - ")
                    .append(server.address())
                    .append(":1 ")
                    .append(name)
                    .append('\n');
        }
        node = FlotillaProcess.with("""
                fleet:
                  name: main
                  join: 127.0.0.1
                pools:
                  cache:
                    listen: 127.0.0.1:%d
                    auto_eject_hosts: true
                    probe_interval: 100ms
                    servers:
                %s""".formatted(FreePorts.next(), list))
                .join(List.of("127.0.0.1"))
                .name("a")
                .start();
        application = Application.joined("main", node.clusterPort(), Map.of(), bus -> bus);
        firstEpoch = application.ask(new JsonObject().put("command", "status")).getLong("epoch");
    }

    private void converse(List<String> lines) throws Exception {
        JsonObject asked = null;
        for (String entry : entries(lines)) {
            Matcher killed = KILLED.matcher(entry);
            if (killed.matches()) {
                kill(killed.group(1));
            } else if (entry.startsWith("> ")) {
                asked = moved(new JsonObject(entry.substring(2)));
            } else {
                assertThat(entry).startsWith("< ");
                assertThat(asked).as("a question before %s", entry).isNotNull();
                if ("status".equals(asked.getString("command"))) {
                    awaitHeartbeat();
                }
                JsonObject reply = application.ask(asked);
                compare(entry, moved(new JsonObject(entry.substring(2))), reply);
                compared++;
            }
        }
    }

    /** An entry begins with a mark; lines that begin with none go on with it. */
    private static List<String> entries(List<String> lines) {
        List<String> entries = new ArrayList<>();
        for (String line : lines) {
            boolean begins = line.startsWith("> ") || line.startsWith("< ") || line.startsWith("# ");
            if (begins) {
                entries.add(line);
            } else {
                int last = entries.size() - 1;
                entries.set(last, entries.get(last) + line.strip());
            }
        }
        return entries;
    }

    private void kill(String server) throws Exception {
        servers.get(server).kill();
        JsonObject explain =
                new JsonObject().put("command", "explain").put("pool", "cache").put("server", server);
        await().atMost(SOON).until(() -> !application.ask(explain).getBoolean("in"));
    }

    /** What the status says of the nodes is as old as the last heartbeat. */
    private void awaitHeartbeat() {
        JsonObject status = new JsonObject().put("command", "status");
        await().atMost(SOON).until(() -> {
            JsonObject now = application.ask(status);
            return now.getJsonArray("nodes").getJsonObject(0).getLong("epoch").equals(now.getLong("epoch"));
        });
    }

    /** The same with the node's own epochs. */
    private JsonObject moved(JsonObject documented) {
        return new JsonObject(Pattern.compile("\\b1795184707[0-9]{3}\\b")
                .matcher(documented.encode())
                .replaceAll(m -> Long.toString(Long.parseLong(m.group()) - FIRST_EPOCH + firstEpoch)));
    }

    private static void compare(String where, Object documented, Object actual) {
        if (documented instanceof JsonObject object) {
            assertThat(actual).as(where).isInstanceOf(JsonObject.class);
            for (String key : object.fieldNames()) {
                assertThat(((JsonObject) actual).containsKey(key))
                        .as(where + ": " + key)
                        .isTrue();
                Object value = ((JsonObject) actual).getValue(key);
                if (TIMES.contains(key)) {
                    assertThat(value).as(where + ": " + key).isInstanceOf(Number.class);
                } else {
                    compare(where + ": " + key, object.getValue(key), value);
                }
            }
        } else if (documented instanceof JsonArray array) {
            assertThat(actual).as(where).isInstanceOf(JsonArray.class);
            assertThat(((JsonArray) actual).size()).as(where).isGreaterThanOrEqualTo(array.size());
            for (int i = 0; i < array.size(); i++) {
                compare(where, array.getValue(i), ((JsonArray) actual).getValue(i));
            }
        } else if (documented instanceof Number number) {
            assertThat(((Number) actual).longValue()).as(where).isEqualTo(number.longValue());
        } else {
            assertThat(actual).as(where).isEqualTo(documented);
        }
    }
}

package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member of the cluster that is no node writes into the fleet's map. */
class SharedCopyIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY = "agreed";

    private static SecretFleet fleet;
    private static Application rogue;
    private static IMap<String, Object> map;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        fleet = SecretFleet.started();
        rogue = Application.joined(fleet.node().clusterPort());
        map = rogue.hazelcast().getMap("flotilla.topology");
        await().atMost(SOON).until(() -> map.get(KEY) != null);
    }

    @AfterAll
    static void stop() throws Exception {
        rogue.close();
        fleet.close();
    }

    @Test
    void aForgedCopyIsCountedAndReplaced() {
        String genuine = (String) map.get(KEY);
        for (Object forged : new Object[] {
            new JsonObject(genuine).put("epoch", Long.MAX_VALUE).encode(),
            new JsonObject(genuine).put("mac", "").put("version", 1L << 50).encode(),
            "no copy at all",
            42
        }) {
            assertReplaced(forged, genuine);
        }
    }

    @Test
    void anEarlierCopyIsCountedAndReplaced() {
        Object earlier = map.get(KEY);
        fleet.node().post("/api/v1/topology", "{\"command\":\"pin\",\"pool\":\"alpha\",\"server\":\"first\"}");
        await().atMost(SOON).until(() -> !map.get(KEY).equals(earlier));

        assertReplaced(earlier, (String) map.get(KEY));
    }

    @Test
    void aCopyThatIsRemovedIsPutBack() {
        Object genuine = map.get(KEY);
        map.delete(KEY);
        await().atMost(SOON).until(() -> genuine.equals(map.get(KEY)));
    }

    @Test
    void whatIsNoTextIsNotEvenMadeAnObject() {
        Object genuine = map.get(KEY);
        long refused = fleet.refused("copy");
        Path trap = folder.resolve("trap");
        map.set(KEY, new Trap(trap.toString()));

        await().atMost(SOON).until(() -> fleet.refused("copy") > refused);
        await().atMost(SOON).until(() -> genuine.equals(map.get(KEY)));
        assertThat(Trap.sprung(trap.toString(), fleet.node().process().pid())).doesNotExist();
    }

    @Test
    void aSerializedObjectOnTheEventBusIsNotMadeEither() throws Exception {
        Path trap = folder.resolve("trap");
        rogue.vertx().eventBus().serializableChecker(name -> true);
        rogue.vertx().eventBus().send("flotilla.topology.command", new Trap(trap.toString()));
        rogue.vertx().eventBus().send("flotilla.topology.command", new java.util.ArrayList<>(List.of("harmless")));

        await().atMost(SOON).until(() -> rogue.ask(new JsonObject().put("command", "status"))
                .getString("node")
                .equals("n1"));
        assertThat(Trap.sprung(trap.toString(), fleet.node().process().pid())).doesNotExist();
    }

    private static void assertReplaced(Object forged, String genuine) {
        long refused = fleet.refused("copy");
        JsonObject before = fleet.status();
        map.set(KEY, forged);

        await().atMost(SOON).until(() -> fleet.refused("copy") == refused + 1);
        await().atMost(SOON).until(() -> genuine.equals(map.get(KEY)));
        for (String key : new String[] {"epoch", "out", "paused", "pinned"}) {
            assertThat(fleet.status().getValue(key)).as(key).isEqualTo(before.getValue(key));
        }
    }

    /** The test of the test: elsewhere this object does what it must not do in a node. */
    @Test
    void theTrapSpringsWhereNothingHoldsIt() throws Exception {
        Path trap = folder.resolve("trap");
        var bytes = new java.io.ByteArrayOutputStream();
        new java.io.ObjectOutputStream(bytes).writeObject(Map.of("trap", new Trap(trap.toString())));
        new ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(Trap.sprung(trap.toString(), ProcessHandle.current().pid())).exists();
    }

    /** On the class path of the node too, since it is started with this JVM's. */
    static final class Trap implements Serializable {
        private static final long serialVersionUID = 1;
        private final String file;

        Trap(String file) {
            this.file = file;
        }

        /** The file that is there when the trap has sprung in this process. */
        static Path sprung(String file, long pid) {
            return Path.of(file + '-' + pid);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Files.writeString(sprung(file, ProcessHandle.current().pid()), "sprung");
        }
    }
}

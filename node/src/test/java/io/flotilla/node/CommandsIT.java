package io.flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands for a running node, as a user types them. */
class CommandsIT {
    private static TwoServerNode alpha;
    private static FlotillaProcess node;

    @BeforeAll
    static void start() {
        alpha = TwoServerNode.alone();
        node = alpha.node;
    }

    @AfterAll
    static void stop() {
        alpha.close();
    }

    @Test
    void aServerIsEjectedAndRestored() {
        assertThat(run("eject", "alpha", "first").output()).matches("alpha/first is out, epoch \\d+\n");
        try (RawClient client = RawClient.connect("127.0.0.1", alpha.port)) {
            for (int i = 0; i < 20; i++) {
                client.resp("SET", "ejected" + i, "v");
            }
        }
        assertThat(alpha.first.call("EXISTS", "ejected0", "ejected1", "ejected2", "ejected3", "ejected19"))
                .isEqualTo(0L);
        assertThat(run("eject", "alpha", "first").output()).startsWith("alpha/first is out already");
        assertThat(run("status").output()).contains("alpha/first").contains("eject");
        assertThat(new JsonObject(node.stats()).getJsonObject("alpha").getLong("server_ejects"))
                .isPositive();

        assertThat(run("restore", "alpha", "first").output()).matches("alpha/first is in, epoch \\d+\n");
        assertThat(run("status").output()).contains("none, every server is in");
    }

    @Test
    void theLastServerIsNotEjected() {
        assertThat(run("eject", "alpha", "first").status()).isZero();
        try {
            ProgramRun last = run("eject", "alpha", "second");

            assertThat(last.status()).isEqualTo(1);
            assertThat(last.output()).startsWith("flotilla eject: ").contains("last server");
        } finally {
            assertThat(run("restore", "alpha", "first").status()).isZero();
        }
    }

    @Test
    void wrongNamesAreRefusedWithTheRightOnes() {
        assertThat(run("eject", "beta", "first").output())
                .contains("unknown pool \"beta\"")
                .contains("alpha");
        ProgramRun wrong = run("restore", "alpha", "third");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.output()).contains("\"third\"").contains("first").contains("second");
    }

    @Test
    void anEpochThatMovedChangesNothing() {
        ProgramRun moved = run("pin", "alpha", "second", "--if-epoch", "3");

        assertThat(moved.status()).isEqualTo(1);
        assertThat(moved.output()).contains("the epoch is ").contains("nothing was changed");
        assertThat(run("status").output()).doesNotContain("pinned");
    }

    @Test
    void pinsAndPausesAreShownUntilTheyAreTakenBack() {
        assertThat(run("pin", "alpha", "second").output()).startsWith("alpha/second is pinned");
        assertThat(run("pause").output()).startsWith("the fleet decides nothing by itself");
        assertThat(run("status").output())
                .containsPattern("pinned +alpha/second")
                .containsPattern("paused +yes");

        assertThat(run("unpin", "alpha", "second").status()).isZero();
        assertThat(run("resume").status()).isZero();
        assertThat(run("status").output()).doesNotContain("pinned", "paused");
    }

    @Test
    void aServerIsExplained() {
        assertThat(run("explain", "alpha", "second").output()).contains("alpha/second is in");
        assertThat(run("eject", "alpha", "second").status()).isZero();
        assertThat(run("explain", "alpha", "second").output())
                .contains("alpha/second is out", "an operator ejected it", "not by itself")
                .containsPattern("action +eject: by ");
        assertThat(run("restore", "alpha", "second").status()).isZero();
        assertThat(new JsonObject(run("explain", "alpha", "second", "--json").output()).getBoolean("in"))
                .isTrue();
    }

    @Test
    void statusAsJsonIsWhatTheNodeAnswers() {
        JsonObject status = new JsonObject(run("status", "--json").output());

        assertThat(status.getLong("epoch")).isPositive();
        assertThat(status.getJsonObject("out")).isNotNull();
    }

    @Test
    void whereNamesTheServerThatHasTheKey() {
        List<RealRedis> servers = List.of(alpha.first, alpha.second);
        try (RawClient client = RawClient.connect("127.0.0.1", alpha.port)) {
            for (String key : List.of("short", "a-much-longer-key-".repeat(10), "kéy")) {
                client.resp("SET", key, "v");
                JsonObject place = new JsonObject(
                                run("where", "-c", node.configuration().toString(), "--json", key)
                                        .output())
                        .getJsonArray("places")
                        .getJsonObject(0);
                for (RealRedis server : servers) {
                    boolean named = place.getString("address").equals(server.address());
                    assertThat(server.call("EXISTS", key)).as(key).isEqualTo(named ? 1L : 0L);
                }
            }
        }
    }

    private static ProgramRun run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--admin", "127.0.0.1:" + node.adminPort()));
        return ProgramRun.flotilla(all.toArray(String[]::new));
    }
}

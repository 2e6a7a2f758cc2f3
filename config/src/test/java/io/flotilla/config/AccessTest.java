package io.flotilla.config;

import static io.flotilla.config.Yaml.fault;
import static io.flotilla.config.Yaml.longPool;
import static io.flotilla.config.Yaml.pool;
import static io.flotilla.config.Yaml.readPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a pool about users and passwords. */
class AccessTest {
    @TempDir
    private Path folder;

    private PoolConfig readFile(String... lines) throws Exception {
        return ConfigReader.read(Files.writeString(folder.resolve("f.yml"), longPool(lines)))
                .pools()
                .get(0);
    }

    private Fault fileFault(String... lines) throws Exception {
        Path file = Files.writeString(folder.resolve("f.yml"), longPool(lines));
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));
        assertThat(e).as("a refusal").isNotNull();
        assertThat(e.faults()).hasSize(1);
        return e.faults().get(0);
    }

    @Test
    void a_pool_is_open_unless_it_says_otherwise() {
        assertThat(readPool(pool()).access()).isEqualTo(AccessConfig.OPEN);
    }

    @Test
    void users_are_read_in_both_kinds_of_pools() {
        for (String redis : List.of("redis: true", "redis: false")) {
            assertThat(readPool(longPool(redis, "users:", "  - app:s3cret", "  - 'ops:a:b#c'"))
                            .access()
                            .users())
                    .containsExactly(new Credentials("app", "s3cret"), new Credentials("ops", "a:b#c"));
        }
    }

    @Test
    void users_of_a_file_come_behind_those_of_the_pool() throws Exception {
        Files.writeString(folder.resolve("users.txt"), "bob:hunter2\r\n\n#x:y\n");

        PoolConfig pool = readFile("users: [anna:one]", "users_file: users.txt");

        assertThat(pool.access().users())
                .containsExactly(
                        new Credentials("anna", "one"), new Credentials("bob", "hunter2"), new Credentials("#x", "y"));
    }

    @Test
    void what_the_proxy_is_to_servers_is_read_from_either_place() throws Exception {
        Files.writeString(folder.resolve("server.txt"), "proxy:pw\n");
        Credentials expected = new Credentials("proxy", "pw");

        assertThat(readPool(longPool("server_auth: proxy:pw")).access().server())
                .contains(expected);
        assertThat(readFile("redis: true", "server_auth_file: server.txt")
                        .access()
                        .server())
                .contains(expected);
    }

    @Test
    void passwords_are_in_no_text() {
        PoolConfig pool = readPool(longPool("users: [anna:hunter2]", "server_auth: proxy:hunter3"));

        assertThat(pool.toString()).contains("anna").doesNotContain("hunter");
        assertThat(pool.withListen(pool.listen()).access()).isEqualTo(pool.access());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "':hunter2'",
                "'anna:'",
                "'an na:hunter2'",
                "'anna:hun ter2'",
                '"' + "anna:hunter2\\t" + '"',
                "j\u00fcrgen:hunter2",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg:hunter2"
            })
    void a_user_that_is_none_is_refused_without_showing_a_password(String text) {
        for (String key : List.of("users: [" + text + "]", "server_auth: " + text)) {
            Fault fault = fault(longPool(key));

            assertThat(fault.line()).isEqualTo(4);
            assertThat(fault.message())
                    .contains("found a value not shown here (")
                    .contains("allowed: NAME:PASSWORD")
                    .doesNotContain("hunter");
        }
    }

    @Test
    void a_space_behind_the_colon_makes_a_mapping_which_is_refused_without_showing_it() {
        assertThat(fault(longPool("users:", "  - anna: hunter2")).message())
                .contains("key \"users\": found a mapping, allowed: NAME:PASSWORD")
                .doesNotContain("hunter");
    }

    @Test
    void a_user_twice_is_refused() throws Exception {
        Files.writeString(folder.resolve("users.txt"), "bob:hunter1\nanna:hunter2\n");

        assertThat(fault(longPool("users:", "  - anna:hunter2", "  - anna:hunter3"))
                        .toString())
                .isEqualTo("test.yml:6: pool 'p': key \"users\": found the user \"anna\" a second time,"
                        + " allowed: names that differ");
        assertThat(fileFault("users: [anna:hunter2]", "users_file: users.txt").message())
                .contains("found the user \"anna\" a second time (line 2 of the file)")
                .doesNotContain("hunter");
    }

    @Test
    void a_file_that_cannot_be_used_is_refused() throws Exception {
        Files.writeString(folder.resolve("bad.txt"), "anna:hunter2\nhunter3\n");
        Files.writeString(folder.resolve("empty.txt"), "");
        Files.writeString(folder.resolve("blank.txt"), "\n\n");
        Files.writeString(folder.resolve("two.txt"), "anna:hunter2\nbob:hunter3\n");

        assertThat(fileFault("users_file: none.txt").message())
                .contains("found \"none.txt\" (no such file), allowed: ");
        assertThat(fileFault("users_file: bad.txt").message())
                .contains("(line 2: there is no colon)")
                .doesNotContain("hunter");
        assertThat(fileFault("users_file: empty.txt").message()).contains("(it is empty)");
        assertThat(fileFault("users_file: blank.txt").message()).contains("(no user is in it)");
        assertThat(fileFault("server_auth_file: two.txt").message())
                .contains("(it has more than one line)")
                .doesNotContain("hunter");
        assertThat(fileFault("users: []").message()).contains("found an empty list");
    }

    @Test
    void keys_that_contradict_each_other_are_refused() {
        assertThat(fault(longPool("redis: true", "redis_auth: x", "server_auth: a:b"))
                        .message())
                .contains("key \"server_auth\": found together with \"redis_auth\", allowed: one of them");
        assertThat(fault(longPool("server_auth: a:b", "server_auth_file: x")).message())
                .contains("key \"server_auth_file\": found together with \"server_auth\"");
    }

    @Test
    void nutcrackers_form_has_no_users() {
        assertThat(fault(pool("users: [anna:one]".replace("[anna:one]", "x"))).message())
                .contains("key \"users\" is allowed only in the long form");
    }
}

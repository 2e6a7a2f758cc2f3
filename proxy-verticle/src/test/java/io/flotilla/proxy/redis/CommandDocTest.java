package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandDocTest {
    private static final Path DOC = Path.of("..", "docs", "commands-redis.md");

    /** With {@code -Dtest.jvm.extra=-Dflotilla.docs.write=true} it is written first. */
    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("flotilla.docs.write")) {
            Files.writeString(DOC, CommandDoc.text());
        }
        assertThat(DOC).hasContent(CommandDoc.text());
    }

    @Test
    void whatIsRefusedHasAReason() {
        assertThat(RedisCommands.table().rows())
                .filteredOn(c -> c.route() == RedisCommand.Route.REFUSED)
                .isNotEmpty()
                .allSatisfy(c -> assertThat(c.note()).as(c.name()).isNotEmpty());
    }

    @Test
    void whatIsAboutAllServersSaysHowTheirRepliesBecomeOne() {
        assertThat(RedisCommands.table().rows())
                .filteredOn(c -> c.route() == RedisCommand.Route.FLEET)
                .isNotEmpty()
                .allSatisfy(c -> assertThat(c.note()).as(c.name()).isNotEmpty());
    }
}

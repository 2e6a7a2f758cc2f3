package io.flotilla.config;

import static io.flotilla.config.Yaml.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md to the code. With {@code -Dtest.jvm.extra=-Dflotilla.docs=write} the tables are written. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Pattern TABLE =
            Pattern.compile("(<!-- keys: ([a-z]+) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);
    private static final Pattern EXAMPLE = Pattern.compile("```(yaml|text)\n(.*?)```", Pattern.DOTALL);

    @Test
    void the_tables_are_those_of_the_code() throws Exception {
        Map<String, String> tables = Map.of(
                "nutcracker", KeyTable.of(PoolKeys.NUTCRACKER, true),
                "pool", KeyTable.of(PoolKeys.ADDED, false),
                "fleet", KeyTable.of(FleetKeys.ALL, false),
                "admin", KeyTable.of(AdminKeys.ALL, false));
        String page = Files.readString(PAGE);
        List<String> seen = new ArrayList<>();
        String expected = TABLE.matcher(page).replaceAll(m -> {
            seen.add(m.group(2));
            return Matcher.quoteReplacement(m.group(1) + tables.get(m.group(2)) + m.group(4));
        });

        if ("write".equals(System.getProperty("flotilla.docs"))) {
            Files.writeString(PAGE, expected);
            page = expected;
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(tables.keySet());
        assertThat(page).isEqualTo(expected);
    }

    @Test
    void the_examples_are_read_and_the_faults_shown_are_those_reported() throws Exception {
        Matcher blocks = EXAMPLE.matcher(Files.readString(PAGE));
        int good = 0;
        int bad = 0;
        while (blocks.find()) {
            String yaml = blocks.group(2);
            if (blocks.group(1).equals("text")) {
                continue;
            }
            if (yaml.startsWith("# refused")) {
                bad++;
                assertThat(blocks.find()).isTrue();
                String shown =
                        blocks.group(2).replace("nutcracker.yml:", NAME + ":").strip();
                assertThat(Yaml.faults(yaml))
                        .extracting(Fault::toString)
                        .containsExactlyElementsOf(shown.lines().toList());
            } else {
                good++;
                assertThat(Yaml.read(yaml).pools()).isNotEmpty();
            }
        }
        assertThat(good).isPositive();
        assertThat(bad).isPositive();
    }
}

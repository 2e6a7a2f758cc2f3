package io.flotilla.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damages the samples at random: whatever comes of it is read or refused with faults, and nothing else is ever thrown. */
class MutationTest {
    private static final int ROUNDS = 5_000;
    private static final String PIECES = " \n\t:-#\"'{}[],&*!|>%@`?\\/.~=0129azZ\u00e9\u2028\ud83d\ude00\0\u0007\ufeff";

    @Test
    void a_damaged_file_is_read_or_refused_and_every_refusal_has_faults_within_the_file() throws Exception {
        List<String> samples = new ArrayList<>();
        for (Path sample : SamplesTest.samples()) {
            samples.add(Files.readString(sample));
        }
        long seed = Long.getLong("flotilla.seed", 20_260_101L);
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String yaml = damaged(samples.get(random.nextInt(samples.size())), random);
            refused += refuses(yaml, "seed " + seed + ", round " + round) ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 100);
    }

    private static boolean refuses(String yaml, String where) {
        try {
            ConfigReader.read(yaml, "m.yml", host -> true);
            return false;
        } catch (ConfigException e) {
            long lines = yaml.lines().count();
            assertThat(e.faults())
                    .as(where)
                    .isNotEmpty()
                    .allMatch(f -> f.line() >= 0 && f.line() <= lines + 1)
                    .allMatch(f -> !f.message().isBlank() && !f.message().contains("null"));
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return fail(where + " threw for:\n" + yaml, e);
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder yaml = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(yaml.length());
            switch (random.nextInt(5)) {
                case 0 -> yaml.deleteCharAt(at);
                case 1 -> yaml.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 2 -> yaml.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 3 -> yaml.delete(at, Math.min(yaml.length(), at + 1 + random.nextInt(40)));
                default ->
                    yaml.insert(random.nextInt(yaml.length()), yaml.substring(at, Math.min(yaml.length(), at + 60)));
            }
        }
        return yaml.toString();
    }
}

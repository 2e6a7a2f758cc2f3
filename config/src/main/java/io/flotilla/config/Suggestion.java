package io.flotilla.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** The nearest of the known words, if it is near: an edit in three or fewer characters of a word, never more than a third. */
    static Optional<String> near(String word, Collection<String> known) {
        String plain = plain(word);
        int limit = Math.min(3, Math.max(1, plain.length() / 3));
        return known.stream()
                .filter(k -> distance(plain, plain(k)) <= limit)
                .min(Comparator.comparingInt(k -> distance(plain, plain(k))));
    }

    /** The sentence that is added to a fault, with a comma before it; empty if nothing is near. */
    static String text(String word, Collection<String> known) {
        return near(word, known).map(k -> ", did you mean \"" + k + "\"?").orElse("");
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    }

    /** Edit distance where exchanging two neighbours counts as one edit (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}

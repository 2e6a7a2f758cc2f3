package io.flotilla.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tabs that only separate: behind a key's colon, and behind a closing quote up to the end of the line, a comment or a colon.
 * YAML has them there and nutcracker's parser takes them, the one used here does not.
 */
final class Tabs {
    private static final String KEY =
            "^ *(?:- +)?(?:[^\\s\"'#:-][^\"'#:\\t\\r\\n]*|\"[^\"\\t\\r\\n]*\"|'[^'\\t\\r\\n]*'):";
    private static final String BLANKS = " *+\\t[ \\t]*+";
    private static final Pattern SEPARATING =
            Pattern.compile("(?<=[\"'])" + BLANKS + "(?=$|[#:])|(?:" + KEY + ")" + BLANKS, Pattern.MULTILINE);

    private Tabs() {}

    /** The same text, of the same length, with a space for each of them. */
    static String separatingAsSpaces(String text) {
        return text.indexOf('\t') < 0
                ? text
                : SEPARATING
                        .matcher(text)
                        .replaceAll(
                                found -> Matcher.quoteReplacement(found.group().replace('\t', ' ')));
    }
}

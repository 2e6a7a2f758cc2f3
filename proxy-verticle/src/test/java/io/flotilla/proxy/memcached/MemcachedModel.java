package io.flotilla.proxy.memcached;

import io.flotilla.proxy.route.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What replies are, written down as memcached's protocol.txt describes them, for comparison with the framer. */
final class MemcachedModel {
    private static final Pattern VALUE = Pattern.compile("VALUE [^ ]* [^ ]* ([0-9]+)(?:[ \r].*)?", Pattern.DOTALL);
    private static final Pattern META = Pattern.compile("VA ([0-9]+)(?:[ \r].*)?", Pattern.DOTALL);
    private static final List<String> ERRORS = List.of("ERROR", "CLIENT_E", "SERVER_E");
    private static final List<String> ITEMS = List.of("STAT ", "ITEM ", "PREFIX ");

    /** No VALUE or VA line of a server is as long. */
    private static final int LONGEST = 512;

    private MemcachedModel() {}

    /** The replies of a stream, errors marked as {@link Framing} marks them. */
    static Framing replies(String stream) {
        List<String> replies = new ArrayList<>();
        int start = 0;
        int at = 0;
        boolean list = false;
        while (at < stream.length()) {
            int lf = stream.indexOf('\n', at);
            if (lf < 0) {
                return isWord(stream.charAt(at)) ? rest(replies, stream, start) : bad(replies);
            }
            String line = stream.substring(at, lf);
            at = lf + 1;
            boolean value = line.startsWith("VALUE ");
            if (value || line.startsWith("VA ")) {
                Matcher matcher = (value ? VALUE : META).matcher(line);
                if (line.length() >= LONGEST || !matcher.matches() || !fits(matcher.group(1))) {
                    return bad(replies);
                }
                list |= value;
                long end = at + Long.parseLong(matcher.group(1)) + 2;
                if (end > stream.length()) {
                    return rest(replies, stream, start);
                }
                at = (int) end;
                if (stream.charAt(at - 1) != '\n') {
                    return bad(replies);
                }
                if (list) {
                    continue;
                }
            } else if (begins(line, ITEMS)) {
                list = true;
                continue;
            } else if (!line.equals("END") && !line.equals("END\r")) {
                boolean error = begins(line, ERRORS);
                if (!error && (list || line.isEmpty() || !isWord(line.charAt(0)))) {
                    return bad(replies);
                }
                replies.add((error ? "error: " : "") + stream.substring(start, at));
                start = at;
                list = false;
                continue;
            }
            replies.add(stream.substring(start, at));
            start = at;
            list = false;
        }
        return rest(replies, stream, start);
    }

    private static boolean begins(String line, List<String> words) {
        for (String word : words) {
            if (line.startsWith(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String digits) {
        String significant = digits.replaceFirst("^0+", "");
        return significant.length() < 10 || significant.length() == 10 && significant.compareTo("2147483647") <= 0;
    }

    private static boolean isWord(char first) {
        return first >= 'A' && first <= 'Z' || first >= '0' && first <= '9';
    }

    private static Framing rest(List<String> replies, String stream, int start) {
        return new Framing(replies, stream.substring(start), null);
    }

    private static Framing bad(List<String> replies) {
        return new Framing(replies, "", "malformed");
    }
}

package io.flotilla.proxy.wire;

/**
 * Bytes written as text: {@code \r \n \t \0 \\ \xHH}, <code>{x*100}</code> for a hundred times {@code x}, and
 * {@code <<GET a>>} for these words as a RESP array of bulk strings.
 */
public final class Escapes {
    private Escapes() {}

    /** The bytes, each as one character. */
    public static String undo(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            i = text.startsWith("<<", i)
                    ? array(text, i, out)
                    : text.startsWith("{", i) ? repeated(text, i, out) : one(text, i, out);
        }
        return out.toString();
    }

    private static int array(String text, int i, StringBuilder out) {
        int end = text.indexOf(">>", i);
        String[] words = text.substring(i + 2, end).split(" ", -1);
        out.append('*').append(words.length).append("\r\n");
        for (String escaped : words) {
            String word = undo(escaped);
            out.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return end + 2;
    }

    private static int repeated(String text, int i, StringBuilder out) {
        StringBuilder unit = new StringBuilder();
        int star = one(text, i + 1, unit);
        int end = text.indexOf('}', star);
        out.append(unit.toString().repeat(Integer.parseInt(text.substring(star + 1, end))));
        return end + 1;
    }

    private static int one(String text, int i, StringBuilder out) {
        if (text.charAt(i) != '\\') {
            out.append(text.charAt(i));
            return i + 1;
        }
        char c = text.charAt(i + 1);
        switch (c) {
            case 'r' -> out.append('\r');
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case '0' -> out.append('\0');
            case '\\', '{' -> out.append(c);
            case 'x' -> {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                return i + 4;
            }
            default -> throw new IllegalArgumentException("no such escape: \\" + c + " in " + text);
        }
        return i + 2;
    }
}

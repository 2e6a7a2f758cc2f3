package io.flotilla.node.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What the demo tells: chapters, lines, and the list of claims that did or did not hold. Coloured on a terminal. */
final class Account {
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean colour;
    private final boolean unicode;
    private final List<String> broken = new ArrayList<>();
    private int chapter;
    private boolean waiting;

    Account(PrintStream out, boolean colour, boolean unicode) {
        this.out = out;
        this.colour = colour;
        this.unicode = unicode;
    }

    /** What is being waited for: shown on a terminal until the next line replaces it. */
    void waiting(String text) {
        if (colour) {
            wipe();
            out.print("   " + paint("2", text + " ..."));
            out.flush();
            waiting = true;
        }
    }

    private void wipe() {
        if (waiting) {
            out.print("\r\u001b[2K");
            waiting = false;
        }
    }

    void title(String text) {
        wipe();
        out.println();
        out.println(paint("1", text));
    }

    void chapter(String text) {
        chapter++;
        wipe();
        out.println();
        out.println(paint("1;36", chapter + "  " + text));
    }

    void line(String text) {
        wipe();
        out.println("   " + text);
    }

    void note(String text) {
        wipe();
        out.println("   " + paint("2", text));
    }

    /** A claim that the demo checked: shown, and remembered if it did not hold. */
    void claim(boolean holds, String text) {
        wipe();
        if (!holds) {
            broken.add(text);
        }
        String mark = holds ? paint("32", unicode ? "\u2714" : "ok") : paint("1;31", unicode ? "\u2718" : "FAILED");
        out.println("   " + mark + " " + text);
    }

    /** A share of a whole as a bar. */
    void bar(String name, long part, long whole) {
        wipe();
        int length = whole == 0 ? 0 : (int) Math.round((double) BAR * part / whole);
        String bar = (unicode ? "\u2588" : "#").repeat(length);
        out.printf("   %-12s %6d  %s%n", name, part, paint("34", bar));
    }

    /** A line of the summary. */
    void measured(String what, String value, String remark) {
        out.printf("   %-58s %12s  %s%n", what, value, paint("2", remark));
    }

    void blank() {
        out.println();
    }

    /** The claims that did not hold. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    static String millis(long nanos) {
        long millis = nanos / 1_000_000;
        return millis < 10_000 ? millis + " ms" : String.format("%.1f s", millis / 1000.0);
    }
}

package io.flotilla.proxy.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One connection of a server that answers commands plausibly, as far as form goes, and only when a test lets it. */
final class ModelConnection {
    private final Random random;
    private final StringBuilder in = new StringBuilder();
    private final StringBuilder out = new StringBuilder();
    private final Set<String> heard = new HashSet<>();
    private boolean three;
    private boolean multi;
    private int queued;
    private int blocked;
    private boolean monitors;

    ModelConnection(Random random) {
        this.random = random;
    }

    /** Takes bytes; nothing is answered before {@link #release}. */
    void receive(String bytes) {
        in.append(bytes);
        for (List<String> words = next(); words != null; words = next()) {
            execute(words);
        }
    }

    /** Up to so many bytes of what is answered. */
    String release(int most) {
        String part = out.substring(0, Math.min(most, out.length()));
        out.delete(0, part.length());
        return part;
    }

    boolean isAnswering() {
        return out.length() > 0;
    }

    /** What is waited for on purpose happens, and something is published to whoever listens. */
    void stir() {
        for (; blocked > 0; blocked--) {
            out.append(three ? "_\r\n" : "*-1\r\n");
        }
        for (String name : heard) {
            out.append("*3\r\n$7\r\nmessage\r\n" + bulk(name) + bulk("x".repeat(random.nextInt(40))));
        }
        if (monitors) {
            out.append("+1.0 [0 x] \"get\" \"k\"\r\n");
        }
    }

    private List<String> next() {
        if (in.length() == 0) {
            return null;
        }
        if (in.charAt(0) != '*') {
            throw new AssertionError("a server got <" + in + ">");
        }
        int at = in.indexOf("\r\n");
        if (at < 0) {
            return null;
        }
        int count = Integer.parseInt(in.substring(1, at));
        at += 2;
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int end = in.indexOf("\r\n", at);
            if (end < 0) {
                return null;
            }
            if (in.charAt(at) != '$') {
                throw new AssertionError("a server got <" + in + ">");
            }
            int length = Integer.parseInt(in.substring(at + 1, end));
            if (in.length() < end + 2 + length + 2) {
                return null;
            }
            words.add(in.substring(end + 2, end + 2 + length));
            at = end + 2 + length + 2;
        }
        in.delete(0, at);
        return words;
    }

    private void execute(List<String> words) {
        String name = words.get(0).toLowerCase(java.util.Locale.ROOT);
        if (blocked > 0) {
            throw new AssertionError("a command behind one that blocks: " + words);
        }
        if (multi && !name.equals("exec") && !name.equals("discard")) {
            queued++;
            out.append("+QUEUED\r\n");
            return;
        }
        switch (name) {
            case "hello" -> {
                three = true;
                out.append("%1\r\n$5\r\nproto\r\n:3\r\n");
            }
            case "multi" -> {
                multi = true;
                queued = 0;
                out.append("+OK\r\n");
            }
            case "exec" -> {
                multi = false;
                out.append("*" + queued + "\r\n" + ":1\r\n".repeat(queued));
            }
            case "discard" -> {
                multi = false;
                out.append("+OK\r\n");
            }
            case "set", "watch", "unwatch", "mset", "flushall", "select", "auth" -> out.append("+OK\r\n");
            case "get" -> out.append(random.nextInt(6) == 0 ? bulk("v".repeat(random.nextInt(30_000))) : bulk("v"));
            case "mget" ->
                out.append("*" + (words.size() - 1) + "\r\n" + bulk("v").repeat(words.size() - 1));
            case "blpop" -> blocked++;
            case "subscribe", "unsubscribe", "psubscribe", "punsubscribe" -> {
                if (name.startsWith("s")) {
                    heard.add(words.get(1));
                } else if (name.startsWith("un")) {
                    heard.remove(words.get(1));
                }
                out.append("*3\r\n" + bulk(name) + bulk(words.get(1)) + ":" + heard.size() + "\r\n");
            }
            case "monitor" -> {
                monitors = true;
                out.append("+OK\r\n");
            }
            case "evalsha" ->
                out.append(random.nextBoolean() ? "-NOSCRIPT No matching script. Please use EVAL.\r\n" : ":1\r\n");
            case "script" -> out.append(bulk("e0e1f9fabfc9d4800c877a703b823ac0578ff8db"));
            case "randomkey" -> out.append(three ? "_\r\n" : "$-1\r\n");
            case "keys" -> out.append("*1\r\n" + bulk("k1"));
            default -> out.append(random.nextInt(10) == 0 ? "-ERR no\r\n" : ":1\r\n");
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}

package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scripts that clients of one pool loaded through this proxy, on whichever event loop. Bounded: when it is full, scripts
 * go that were not asked for since they were last considered, the oldest first (the clock algorithm).
 */
final class Scripts {
    private static final int MOST_SCRIPTS = 1_000;
    private static final long MOST_BYTES = 16 << 20;
    /** A longer script is not remembered. */
    private static final int LONGEST = 1 << 20;

    private final ConcurrentHashMap<String, Script> bySha = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ByteBuf, Script> byBody = new ConcurrentHashMap<>();
    private final ArrayDeque<Script> order = new ArrayDeque<>();
    private long bytes;

    /** The script with this SHA-1, in any case; or {@code null}. */
    Script find(String sha) {
        Script script = bySha.get(sha.toLowerCase(Locale.ROOT));
        if (script != null && !script.used) {
            script.used = true;
        }
        return script;
    }

    /** Remembers a script's text. Returns {@code null} if it is too long for that. */
    Script remember(ByteBuf in, int start, int length) {
        if (length > LONGEST) {
            return null;
        }
        Script known = byBody.get(in.slice(start, length));
        if (known != null) {
            return known;
        }
        byte[] body = new byte[length];
        in.getBytes(start, body);
        return add(new Script(sha1(body), body));
    }

    /** Remembers a script's text. */
    Script remember(byte[] body) {
        return remember(Unpooled.wrappedBuffer(body), 0, body.length);
    }

    /** Forgets everything, as SCRIPT FLUSH demands. */
    synchronized void clear() {
        bySha.clear();
        byBody.clear();
        order.clear();
        bytes = 0;
    }

    private synchronized Script add(Script script) {
        Script known = bySha.putIfAbsent(script.sha(), script);
        if (known != null) {
            return known;
        }
        byBody.put(Unpooled.wrappedBuffer(script.body()), script);
        order.add(script);
        bytes += script.body().length;
        while (order.size() > MOST_SCRIPTS || bytes > MOST_BYTES) {
            Script oldest = order.remove();
            if (oldest.used) {
                oldest.used = false;
                order.add(oldest);
            } else {
                bySha.remove(oldest.sha());
                byBody.remove(Unpooled.wrappedBuffer(oldest.body()));
                bytes -= oldest.body().length;
            }
        }
        return script;
    }

    private static String sha1(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}

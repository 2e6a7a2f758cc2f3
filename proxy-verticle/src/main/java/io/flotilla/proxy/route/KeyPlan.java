package io.flotilla.proxy.route;

import io.flotilla.proxy.loop.ArrayStash;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * What becomes of a request of several keys: the piece of the request that belongs to each key, and the fragment it goes
 * into, one for each server. Indexes count from the beginning of the request, or of a part of it. Reused; see
 * {@link LoopContext#newPlan}.
 */
public final class KeyPlan {
    /** What is kept of a key: where its piece begins, where it ends, its fragment. */
    private static final int KEPT = 3;
    /** Keys above which the plan's memory is not kept for another request. */
    private static final int MANY = 1024;

    private static final byte[] NO_TEXT = {};

    private final ArrayStash arrays;
    private byte[] text = NO_TEXT;
    private int[] kept = new int[KEPT * 16];
    private int keys;
    /** The fragment of each server, counted from 1. */
    private int[] fragmentOfServer = new int[8];

    private int[] serverOfFragment = new int[4];
    private int[] keysOfFragment = new int[4];
    private int[] bytesOfFragment = new int[4];
    private int[] places = new int[4];
    private int fragments;
    private int bytes;

    KeyPlan(ArrayStash arrays) {
        this.arrays = arrays;
    }

    /** Takes a copy of the request, or of the part that indexes count from. Returns it; it stays the plan's. */
    public byte[] copy(ByteBuf in, int start, int length) {
        text = arrays.take(length);
        in.getBytes(start, text, 0, length);
        return text;
    }

    /** The copy. */
    public byte[] text() {
        return text;
    }

    /** The piece of the next key stands here and goes to this server. */
    public void add(int start, int end, int server) {
        int fragment = fragment(server);
        keysOfFragment[fragment]++;
        bytesOfFragment[fragment] += end - start;
        bytes += end - start;
        int at = KEPT * keys++;
        if (at == kept.length) {
            kept = Arrays.copyOf(kept, at * 2);
        }
        kept[at] = start;
        kept[at + 1] = end;
        kept[at + 2] = fragment;
    }

    private int fragment(int server) {
        if (server >= fragmentOfServer.length) {
            fragmentOfServer = Arrays.copyOf(fragmentOfServer, server * 2);
        }
        if (fragmentOfServer[server] == 0) {
            if (fragments == serverOfFragment.length) {
                serverOfFragment = Arrays.copyOf(serverOfFragment, fragments * 2);
                keysOfFragment = Arrays.copyOf(keysOfFragment, fragments * 2);
                bytesOfFragment = Arrays.copyOf(bytesOfFragment, fragments * 2);
                places = new int[fragments * 2];
            }
            serverOfFragment[fragments] = server;
            keysOfFragment[fragments] = 0;
            bytesOfFragment[fragments] = 0;
            fragmentOfServer[server] = ++fragments;
        }
        return fragmentOfServer[server] - 1;
    }

    public int fragments() {
        return fragments;
    }

    /** The server that a fragment goes to. */
    public int server(int fragment) {
        return serverOfFragment[fragment];
    }

    /** The number of keys in a fragment. */
    public int keysOf(int fragment) {
        return keysOfFragment[fragment];
    }

    /** The bytes of a fragment's pieces. */
    public int bytesOf(int fragment) {
        return bytesOfFragment[fragment];
    }

    /** The bytes of all pieces. */
    public int bytes() {
        return bytes;
    }

    public int keys() {
        return keys;
    }

    /** Where the piece of a key, counted from 0, begins. */
    public int start(int key) {
        return kept[KEPT * key];
    }

    /** The index behind the piece of a key. */
    public int end(int key) {
        return kept[KEPT * key + 1];
    }

    /** The fragment that a key is in. */
    public int fragmentOf(int key) {
        return kept[KEPT * key + 2];
    }

    /** The first key behind this one whose piece does not go on where the one before ends, in the same fragment. */
    public int endOfRun(int key) {
        int next = key + 1;
        for (int at = KEPT * key; next < keys; next++, at += KEPT) {
            if (kept[at + 5] != kept[at + 2] || kept[at + 3] != kept[at + 1]) {
                break;
            }
        }
        return next;
    }

    /**
     * Puts the pieces of each fragment side by side in {@code to}, one fragment after the other, from the {@link #copy}; those
     * of a fragment end at its {@link #place}.
     */
    public void gather(byte[] to) {
        int place = 0;
        for (int f = 0; f < fragments; f++) {
            places[f] = place;
            place += bytesOfFragment[f];
        }
        for (int key = 0; key < keys; ) {
            int end = endOfRun(key);
            int from = start(key);
            int length = end(end - 1) - from;
            int fragment = fragmentOf(key);
            System.arraycopy(text, from, to, places[fragment], length);
            places[fragment] += length;
            key = end;
        }
    }

    /** A place that is kept for a fragment. */
    public int place(int fragment) {
        return places[fragment];
    }

    /** Keeps a place for a fragment. */
    public void place(int fragment, int index) {
        places[fragment] = index;
    }

    void clear() {
        for (int f = 0; f < fragments; f++) {
            fragmentOfServer[serverOfFragment[f]] = 0;
        }
        fragments = 0;
        keys = 0;
        bytes = 0;
        if (kept.length > KEPT * MANY) {
            kept = new int[KEPT * 16];
        }
        if (text != NO_TEXT) {
            arrays.give(text);
            text = NO_TEXT;
        }
    }
}

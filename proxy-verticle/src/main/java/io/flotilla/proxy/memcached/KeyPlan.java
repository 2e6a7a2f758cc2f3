package io.flotilla.proxy.memcached;

import java.util.Arrays;

/** The keys of a request, where they stand in it, and which of the request's fragments each is in. */
final class KeyPlan {
    /** What is kept of a key: where it begins, where it ends, its fragment. */
    private static final int KEPT = 3;

    private final int[] fragmentOfServer;
    private int[] kept;
    private int[] serverOfFragment = new int[4];
    private int keys;
    private int fragments;

    /** A plan for a pool of so many servers and about so many keys. */
    KeyPlan(int servers, int expectedKeys) {
        fragmentOfServer = new int[servers];
        Arrays.fill(fragmentOfServer, -1);
        kept = new int[KEPT * expectedKeys];
    }

    /** The next key stands here and goes to this server. */
    void add(int start, int end, int server) {
        if (fragmentOfServer[server] < 0) {
            if (fragments == serverOfFragment.length) {
                serverOfFragment = Arrays.copyOf(serverOfFragment, fragments * 2);
            }
            fragmentOfServer[server] = fragments;
            serverOfFragment[fragments++] = server;
        }
        int at = KEPT * keys++;
        if (at == kept.length) {
            kept = Arrays.copyOf(kept, at * 2 + KEPT);
        }
        kept[at] = start;
        kept[at + 1] = end;
        kept[at + 2] = fragmentOfServer[server];
    }

    int fragments() {
        return fragments;
    }

    int server(int fragment) {
        return serverOfFragment[fragment];
    }

    int keys() {
        return keys;
    }

    /** Where a key, counted from 0, begins. */
    int start(int key) {
        return kept[KEPT * key];
    }

    /** The index behind a key. */
    int end(int key) {
        return kept[KEPT * key + 1];
    }

    /** The fragment that a key is in. */
    int fragmentOf(int key) {
        return kept[KEPT * key + 2];
    }
}

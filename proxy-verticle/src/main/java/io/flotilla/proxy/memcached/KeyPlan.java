package io.flotilla.proxy.memcached;

import java.util.Arrays;

/** Which server each key of a request has, and which of the request's fragments goes to which server. */
final class KeyPlan {
    private final int[] fragmentOfServer;
    private int[] fragmentOfKey = new int[16];
    private int[] serverOfFragment = new int[4];
    private int keys;
    private int fragments;

    /** A plan for a pool of so many servers. */
    KeyPlan(int servers) {
        fragmentOfServer = new int[servers];
        Arrays.fill(fragmentOfServer, -1);
    }

    /** The next key goes to this server. */
    void add(int server) {
        if (fragmentOfServer[server] < 0) {
            if (fragments == serverOfFragment.length) {
                serverOfFragment = Arrays.copyOf(serverOfFragment, fragments * 2);
            }
            fragmentOfServer[server] = fragments;
            serverOfFragment[fragments++] = server;
        }
        if (keys == fragmentOfKey.length) {
            fragmentOfKey = Arrays.copyOf(fragmentOfKey, keys * 2);
        }
        fragmentOfKey[keys++] = fragmentOfServer[server];
    }

    int fragments() {
        return fragments;
    }

    int server(int fragment) {
        return serverOfFragment[fragment];
    }

    /** The fragment that a key, counted from 0, is in. */
    int fragmentOf(int key) {
        return fragmentOfKey[key];
    }
}

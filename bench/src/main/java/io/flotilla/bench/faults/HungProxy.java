package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.oracle.CacheClient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A proxy is stopped (SIGSTOP) when a switch begins, is asked for keys that get new values meanwhile, and goes on. */
final class HungProxy {
    private static final int VICTIM = 2;
    private static final int KEYS = 200;

    private HungProxy() {}

    static void run(Report report, int repeat) {
        List<Long> switched = new ArrayList<>();
        List<Long> caughtUp = new ArrayList<>();
        int stale = 0;
        try (Scene scene = Scene.onLoopback()) {
            for (int i = 0; i < repeat; i++) {
                FlotillaProcess coordinator = scene.coordinator();
                FlotillaProcess hung = scene.others(coordinator).get(i % (Scene.NODES - 1));
                List<FlotillaProcess> others = scene.others(hung);
                write(scene, coordinator, 1);
                try (RawClient reader = connect(scene.poolOf(hung))) {
                    hung.process().signal("STOP");
                    long from = System.nanoTime();
                    Scene.command(coordinator, "eject", VICTIM);
                    Scene.until(others, node -> Scene.hasOut(node, VICTIM));
                    switched.add(Scene.millisSince(from));
                    write(scene, coordinator, 2);
                    ask(reader);
                    hung.process().signal("CONT");
                    stale += stale(reader);
                    caughtUp.add(Scene.until(List.of(hung), node -> Scene.hasOut(node, VICTIM)));
                }
                Scene.until(scene::isOne);
                Scene.command(coordinator, "restore", VICTIM);
                scene.untilWhole();
            }
        }
        report.millis("proxy hung when a switch begins: until the others have switched", switched);
        report.millis("the hung proxy goes on: until it has switched", caughtUp);
        report.say("stale answers to " + KEYS + " reads that waited in it each time", String.valueOf(stale));
    }

    private static void write(Scene scene, FlotillaProcess node, long version) {
        try (CacheClient client = CacheClient.memcached(scene.poolOf(node))) {
            for (int k = 0; k < KEYS; k++) {
                String key = "hung:" + k;
                Scene.until(() -> client.set(key, version));
            }
        }
    }

    private static RawClient connect(InetSocketAddress pool) {
        RawClient client = RawClient.connect(pool.getHostString(), pool.getPort());
        client.send("version\r\n").readLine();
        return client;
    }

    private static void ask(RawClient reader) {
        for (int k = 0; k < KEYS; k++) {
            reader.send("get hung:" + k + "\r\n");
        }
    }

    private static int stale(RawClient reader) {
        int stale = 0;
        for (int k = 0; k < KEYS; k++) {
            if (reader.readLine().startsWith("VALUE ")) {
                stale += reader.readLine().equals("1") ? 1 : 0;
                reader.expect("END\r\n");
            }
        }
        return stale;
    }
}

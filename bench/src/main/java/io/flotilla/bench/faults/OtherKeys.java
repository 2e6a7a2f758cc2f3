package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import java.util.List;
import org.HdrHistogram.ConcurrentHistogram;

/** What requests notice of a switch that does not concern their keys. */
final class OtherKeys {
    private static final int VICTIM = 2;
    private static final int WARM_UP_MILLIS = 5000;
    private static final int BETWEEN_MILLIS = 250;

    private OtherKeys() {}

    static void run(Report report, int repeat) {
        try (Scene scene = Scene.onLoopback()) {
            List<String> keys = KeyLoad.notOn(scene, VICTIM, 500);
            commands(report, scene, keys, repeat * 10);
            kills(report, scene, keys, repeat);
        }
    }

    private static void commands(Report report, Scene scene, List<String> keys, int repeat) {
        FlotillaProcess asked = scene.node(2);
        try (KeyLoad load = begin(scene, keys)) {
            for (int i = 0; i < repeat; i++) {
                for (String command : List.of("eject", "restore")) {
                    load.doing(true);
                    Scene.command(asked, command, VICTIM);
                    load.doing(false);
                    Scene.pause(BETWEEN_MILLIS);
                }
            }
            say(report, "eject and restore, " + 2 * repeat + " switches", load);
        }
    }

    private static void kills(Report report, Scene scene, List<String> keys, int repeat) {
        try (KeyLoad load = begin(scene, keys)) {
            for (int i = 0; i < repeat; i++) {
                load.doing(true);
                scene.server(VICTIM).kill();
                Scene.until(scene.nodes(), node -> Scene.hasOut(node, VICTIM));
                load.doing(false);
                scene.server(VICTIM).start();
                scene.untilWhole();
                Scene.pause(BETWEEN_MILLIS);
            }
            say(report, "a killed server, " + repeat + " times until all nodes have it out", load);
        }
    }

    private static KeyLoad begin(Scene scene, List<String> keys) {
        KeyLoad load = new KeyLoad(scene, scene.nodes(), keys);
        Scene.pause(WARM_UP_MILLIS);
        load.count();
        Scene.pause(WARM_UP_MILLIS);
        return load;
    }

    private static void say(Report report, String what, KeyLoad load) {
        report.say("other servers' keys, " + what + ": meanwhile", text(load.during()));
        report.say("other servers' keys, " + what + ": otherwise", text(load.otherwise()));
        report.say("other servers' keys, " + what + ": failed", String.valueOf(load.failures()));
    }

    private static String text(ConcurrentHistogram nanos) {
        return "%d requests, p50 %.2f ms, p99 %.2f ms, worst %.2f ms"
                .formatted(
                        nanos.getTotalCount(),
                        nanos.getValueAtPercentile(50) / 1e6,
                        nanos.getValueAtPercentile(99) / 1e6,
                        nanos.getMaxValue() / 1e6);
    }
}

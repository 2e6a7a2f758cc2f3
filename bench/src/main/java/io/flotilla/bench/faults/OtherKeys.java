package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import java.util.List;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What requests notice of a switch that does not concern their keys: latencies in windows of the same length with a switch
 * and without one, in turn. Where a command makes the switch, another command that changes nothing is given in the other windows.
 */
final class OtherKeys {
    private static final int VICTIM = 2;
    private static final int WARM_UP_MILLIS = 5000;
    private static final int BETWEEN_MILLIS = 150;
    private static final int COMMAND_MILLIS = 100;
    private static final int KILL_MILLIS = 500;

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
        try (Windows windows = new Windows(scene, keys, COMMAND_MILLIS)) {
            for (int i = 0; i < repeat; i++) {
                for (String command : List.of("eject", "restore")) {
                    windows.without(() -> Scene.command(asked, "explain", VICTIM));
                    windows.with(() -> Scene.command(asked, command, VICTIM));
                }
            }
            windows.say(report, "eject and restore, " + 2 * repeat + " switches");
        }
    }

    private static void kills(Report report, Scene scene, List<String> keys, int repeat) {
        try (Windows windows = new Windows(scene, keys, KILL_MILLIS)) {
            for (int i = 0; i < repeat; i++) {
                windows.without(() -> {});
                windows.with(() -> scene.server(VICTIM).kill());
                Scene.until(scene.nodes(), node -> Scene.hasOut(node, VICTIM));
                scene.server(VICTIM).start();
                scene.untilWhole();
            }
            windows.say(report, "a killed server, " + repeat + " times");
        }
    }

    /** The load, and its latencies in two kinds of windows. */
    private static final class Windows implements AutoCloseable {
        private final ConcurrentHistogram with = new ConcurrentHistogram(3);
        private final ConcurrentHistogram without = new ConcurrentHistogram(3);
        private final KeyLoad load;
        private final int millis;

        Windows(Scene scene, List<String> keys, int millis) {
            this.load = new KeyLoad(scene, scene.nodes(), keys);
            this.millis = millis;
            Scene.pause(WARM_UP_MILLIS);
            load.judge();
        }

        void with(Runnable deed) {
            window(with, deed);
        }

        void without(Runnable deed) {
            window(without, deed);
        }

        private void window(ConcurrentHistogram into, Runnable deed) {
            Scene.pause(BETWEEN_MILLIS);
            load.countInto(into);
            deed.run();
            Scene.pause(millis);
            load.countInto(null);
        }

        void say(Report report, String what) {
            report.say("other servers' keys, " + what + ": in the " + millis + " ms from it", text(with));
            report.say("other servers' keys, " + what + ": in as long without", text(without));
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

        @Override
        public void close() {
            load.close();
        }
    }
}

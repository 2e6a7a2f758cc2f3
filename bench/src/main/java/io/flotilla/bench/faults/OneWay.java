package io.flotilla.bench.faults;

import java.util.ArrayList;
import java.util.List;

/** What one proxy sends to another is lost, while a server dies; the third proxy has both. */
final class OneWay {
    private static final int CUT_MILLIS = 8000;
    private static final int VICTIM = 2;

    private OneWay() {}

    static void run(Report report, int repeat) {
        List<Long> decided = new ArrayList<>();
        List<Long> healed = new ArrayList<>();
        try (Scene scene = Scene.onHosts()) {
            for (int i = 0; i < repeat; i++) {
                String from = "proxy" + (1 + i % Scene.NODES);
                String to = "proxy" + (1 + (i + 1) % Scene.NODES);
                long begun = System.nanoTime();
                scene.network().drop(from, to);
                scene.server(VICTIM).kill();
                decided.add(Scene.until(() -> scene.nodes().stream()
                                .filter(node -> Scene.hasOut(node, VICTIM))
                                .count()
                        >= 2));
                scene.server(VICTIM).start();
                Scene.pause(Math.max(0, CUT_MILLIS - Scene.millisSince(begun)));
                scene.network().heal();
                healed.add(Scene.until(scene::isOne));
                scene.untilWhole();
            }
        }
        report.millis("one direction between two proxies lost: until a majority has a killed server out", decided);
        report.millis("healed after 8 s: until all are ready at one epoch", healed);
    }
}

package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One of three proxies is cut off from the others for a while, in turn; the majority loses a server meanwhile. */
final class Partition {
    private static final List<Integer> CUT_MILLIS = List.of(4000, 5000, 8000, 16_000);
    private static final int VICTIM = 2;

    private Partition() {}

    static void run(Report report, int repeat) {
        int changes = 0;
        int cuts = 0;
        try (Scene scene = Scene.onHosts()) {
            for (int length : CUT_MILLIS) {
                List<Long> healed = new ArrayList<>();
                for (int i = 0; i < repeat; i++) {
                    int lonely = 1 + i % Scene.NODES;
                    FlotillaProcess minority = scene.node(lonely);
                    long before = Scene.epoch(minority);
                    long from = System.nanoTime();
                    scene.network().split(List.of("proxy" + lonely), othersThan(lonely));
                    scene.server(VICTIM).kill();
                    Scene.until(scene.others(minority), node -> Scene.hasOut(node, VICTIM));
                    scene.server(VICTIM).start();
                    Scene.pause(Math.max(0, length - Scene.millisSince(from)));
                    changes += Scene.epoch(minority) == before ? 0 : 1;
                    cuts++;
                    scene.network().heal();
                    healed.add(Scene.until(scene::isOne));
                    scene.untilWhole();
                }
                report.millis(
                        "2 + 1, cut for %d s, healed: until all are ready at one epoch".formatted(length / 1000),
                        healed);
            }
        }
        report.say("times that the minority changed anything", changes + " of " + cuts);
    }

    private static List<String> othersThan(int lonely) {
        return IntStream.rangeClosed(1, Scene.NODES)
                .filter(n -> n != lonely)
                .mapToObj(n -> "proxy" + n)
                .toList();
    }
}

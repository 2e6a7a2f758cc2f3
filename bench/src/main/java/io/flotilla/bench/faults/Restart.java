package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All nodes die and are started again at once; one server is down meanwhile. */
final class Restart {
    private static final int VICTIM = 2;

    private Restart() {}

    static void run(Report report, int repeat) {
        List<Long> whole = new ArrayList<>();
        int upwards = 0;
        int known = 0;
        try (Scene scene = Scene.onLoopback()) {
            for (int i = 0; i < repeat; i++) {
                long highest =
                        scene.nodes().stream().mapToLong(Scene::epoch).max().orElseThrow();
                scene.nodes().forEach(FlotillaProcess::kill);
                scene.server(VICTIM).kill();
                long from = System.nanoTime();
                List<CompletableFuture<Void>> starting = scene.nodes().stream()
                        .map(node -> CompletableFuture.runAsync(node::restart))
                        .toList();
                starting.forEach(CompletableFuture::join);
                Scene.until(scene::isOne);
                whole.add(Scene.millisSince(from));
                boolean higher = scene.nodes().stream().allMatch(node -> Scene.epoch(node) > highest);
                boolean out = scene.nodes().stream().allMatch(node -> Scene.hasOut(node, VICTIM));
                upwards += higher ? 1 : 0;
                known += out ? 1 : 0;
                scene.server(VICTIM).start();
                scene.untilWhole();
            }
        }
        report.millis("fleet killed and started: until all are ready at one epoch", whole);
        report.say("of these, with higher epochs on all nodes", upwards + " of " + repeat);
        report.say("of these, with the server that is down known to be out", known + " of " + repeat);
    }
}

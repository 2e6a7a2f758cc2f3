package io.flotilla.bench.faults;

import io.flotilla.testing.FlotillaProcess;
import java.util.ArrayList;
import java.util.List;

/** The coordinator and a server die in one moment: when the others decide, and what their clients notice. */
final class LostCoordinator {
    private static final int VICTIM = 2;

    private LostCoordinator() {}

    static void run(Report report, int repeat) {
        List<Long> decided = new ArrayList<>();
        int failures = 0;
        long requests = 0;
        try (Scene scene = Scene.onLoopback()) {
            List<String> keys = KeyLoad.notOn(scene, VICTIM, 500);
            for (int i = 0; i < repeat; i++) {
                FlotillaProcess coordinator = scene.coordinator();
                List<FlotillaProcess> others = scene.others(coordinator);
                try (KeyLoad load = new KeyLoad(scene, others, keys)) {
                    Scene.pause(1000);
                    load.judge();
                    long from = System.nanoTime();
                    coordinator.kill();
                    scene.server(VICTIM).kill();
                    Scene.until(others, node -> Scene.hasOut(node, VICTIM));
                    decided.add(Scene.millisSince(from));
                    failures += load.failures();
                    requests += load.requests();
                }
                scene.server(VICTIM).start();
                coordinator.restart();
                scene.untilWhole();
            }
        }
        report.millis("coordinator and a server killed: until the others have that server out", decided);
        report.say("meanwhile, failed requests of clients of the others", failures + " of " + requests);
    }
}

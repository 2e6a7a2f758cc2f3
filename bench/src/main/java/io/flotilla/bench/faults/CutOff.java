package io.flotilla.bench.faults;

import java.util.ArrayList;
import java.util.List;

/** One proxy cannot reach one server, which all others reach. */
final class CutOff {
    private static final int CUT_MILLIS = 5000;

    private CutOff() {}

    static void run(Report report, int repeat) {
        List<Long> unready = new ArrayList<>();
        List<Long> ready = new ArrayList<>();
        int changes = 0;
        try (Scene scene = Scene.onHosts()) {
            for (int i = 0; i < repeat; i++) {
                int proxy = 1 + i % Scene.NODES;
                long before = Scene.epoch(scene.node(1));
                scene.network().cut("proxy" + proxy, "server2");
                unready.add(Scene.until(() -> !scene.node(proxy).isReady()));
                Scene.pause(CUT_MILLIS);
                changes += scene.nodes().stream().allMatch(node -> Scene.epoch(node) == before) ? 0 : 1;
                scene.network().heal();
                ready.add(Scene.until(() -> scene.node(proxy).isReady()));
                scene.untilWhole();
                Scene.pause(1000);
            }
        }
        report.millis("one proxy cut off from one server: until that proxy is unready", unready);
        report.millis("healed: until it is ready", ready);
        report.say("times that the fleet changed anything", changes + " of " + repeat);
    }
}

package io.flotilla.node.demo;

import java.io.IOException;
import java.util.Map;

/** The scene about a proxy: the coordinator is killed, and the others serve and decide without it. */
final class ProxyScene {
    private final Stage stage;

    ProxyScene(Stage stage) {
        this.stage = stage;
    }

    void killCoordinator() throws IOException {
        Node victim = stage.fleet.named(stage.fleet.alive().get(0).report().coordinator());
        stage.account.chapter("A proxy dies: kill -9 " + victim.pid() + " (" + victim.name() + ", the coordinator)");
        stage.traffic.forEach(Traffic::restartClock);
        Traffic.Counts before = stage.totals();
        long killed = System.nanoTime();
        victim.kill();
        Map<Node, Fleet.Seen> seen = stage.fleet.await(
                killed,
                report -> !report.coordinator().isEmpty()
                        && !report.coordinator().equals(victim.name())
                        && !report.nodes().contains(victim.name()));
        Pause.millis(1_000);
        Traffic.Counts after = stage.totals();
        stage.showTimes(seen, "follows " + Stage.first(seen).coordinator());
        stage.account.claim(
                after.refused() == before.refused(),
                "no error reply among the " + (after.requests() - before.requests())
                        + " requests since; the dead proxy's client went on with the next one");
        stage.measure(
                "new coordinator after the old one was killed",
                Stage.slowest(seen),
                Stage.first(seen).coordinator());
        stage.measure("  longest time one request took meanwhile", after.longestNanos(), "");

        Server server = stage.redis.get(2);
        stage.account.line("The two that are left still decide: kill -9 " + server.pid() + " (" + server.name() + ")");
        long again = System.nanoTime();
        server.kill();
        Map<Node, Fleet.Seen> decided = stage.switchTo(again, report -> report.isOut(Stage.REDIS, server.name()));
        stage.account.claim(
                Stage.distinct(decided, FleetReport::epoch) == 1,
                "both are at epoch " + Stage.first(decided).epoch() + " without " + server.name());
        stage.measure(
                "next killed server out at the two proxies left",
                Stage.slowest(decided),
                "epoch " + Stage.first(decided).epoch());
    }
}

package io.flotilla.bench.compare;

import io.flotilla.bench.compare.Case.Generator;
import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows there are, and which of them a run takes. */
final class Cases {
    private static final int FEW = 2;
    private static final int FOUR = 4;
    private static final int USUAL_CLIENTS = 50;
    private static final long MOST_IN_FLIGHT = 256L << 20;
    private static final Map<Integer, String> SIZES =
            new TreeMap<>(Map.of(100, "100B", 4 << 10, "4KB", 100 << 10, "100KB", 1 << 20, "1MB"));

    private Cases() {}

    /** About a minute: pipelines 1 and 16 of both protocols. */
    static List<Case> quick() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            Scene scene = new Scene(protocol, FEW, 1);
            cases.add(closed(scene, 90, 100, 1, USUAL_CLIENTS));
            cases.add(closed(scene, 90, 100, 16, USUAL_CLIENTS));
        }
        return cases;
    }

    /** About six minutes: one thing varied at a time. */
    static List<Case> usual() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            Scene scene = new Scene(protocol, FEW, 1);
            for (int pipeline : new int[] {1, 16, 64}) {
                cases.add(closed(scene, 90, 100, pipeline, USUAL_CLIENTS));
            }
            if (protocol == Protocol.REDIS) {
                cases.add(redisBenchmark(scene, 1));
                cases.add(redisBenchmark(scene, 16));
                cases.add(closed(scene, 10, 100, 16, USUAL_CLIENTS));
                cases.add(closed(scene, 90, 100, 1, 1_000));
                cases.add(closed(scene, 90, 4 << 10, 1, USUAL_CLIENTS));
                cases.add(closed(scene, 90, 100 << 10, 1, USUAL_CLIENTS));
            }
            cases.add(closed(scene, 90, 1 << 20, 1, USUAL_CLIENTS));
            cases.add(open(scene));
            cases.add(multi(new Scene(protocol, FOUR, 1), 100));
        }
        cases.addAll(twoLoops());
        return cases;
    }

    private static List<Case> twoLoops() {
        List<Case> cases = new ArrayList<>();
        Scene scene = new Scene(Protocol.REDIS, FEW, 2);
        cases.add(closed(scene, 90, 100, 16, USUAL_CLIENTS));
        return cases;
    }

    /** The cost of being in a fleet: Flotilla alone and as one of three nodes. */
    static List<Case> fleet() {
        Scene scene = new Scene(Protocol.REDIS, FEW, 1, true);
        return List.of(
                closed(scene, 90, 100, 1, USUAL_CLIENTS).in(scene, "-fleet"),
                closed(scene, 90, 100, 16, USUAL_CLIENTS).in(scene, "-fleet"));
    }

    /** Everything: hours. Left out are combinations with more than 256 MiB of values in flight. */
    static List<Case> full() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (int loops = 1; loops <= 2; loops++) {
                Scene scene = new Scene(protocol, FEW, loops);
                for (int gets : new int[] {90, 10}) {
                    for (int size : SIZES.keySet()) {
                        for (int pipeline : new int[] {1, 16, 64}) {
                            for (int clients : new int[] {1, USUAL_CLIENTS, 1_000}) {
                                if ((long) size * pipeline * clients <= MOST_IN_FLIGHT) {
                                    cases.add(closed(scene, gets, size, pipeline, clients));
                                }
                            }
                        }
                    }
                }
                if (protocol == Protocol.REDIS) {
                    cases.add(redisBenchmark(scene, 1));
                    cases.add(redisBenchmark(scene, 16));
                }
                cases.add(open(scene));
                cases.add(multi(new Scene(protocol, FOUR, loops), 10));
                cases.add(multi(new Scene(protocol, FOUR, loops), 100));
            }
        }
        cases.addAll(fleet());
        return cases;
    }

    private static Case closed(Scene scene, int gets, int size, int pipeline, int clients) {
        String name = scene.protocol().label() + "-" + SIZES.get(size) + "-p" + pipeline + "-c" + clients
                + (gets == 90 ? "" : "-set" + (100 - gets)) + loops(scene);
        return new Case(
                name, scene, new Load(scene.protocol(), gets, size, pipeline, clients, 1), Generator.CLOSED_LOOP);
    }

    private static Case multi(Scene scene, int keys) {
        String name = scene.protocol().label() + (scene.protocol() == Protocol.REDIS ? "-mget" : "-multiget") + keys
                + "-p1-c" + USUAL_CLIENTS + loops(scene);
        return new Case(
                name, scene, new Load(scene.protocol(), 100, 100, 1, USUAL_CLIENTS, keys), Generator.CLOSED_LOOP);
    }

    private static Case open(Scene scene) {
        String name = scene.protocol().label() + "-100B-c" + USUAL_CLIENTS + "-open-half" + loops(scene);
        return new Case(name, scene, new Load(scene.protocol(), 90, 100, 1, USUAL_CLIENTS, 1), Generator.OPEN_LOOP);
    }

    private static Case redisBenchmark(Scene scene, int pipeline) {
        String name = "redis-benchmark-100B-p" + pipeline + "-c" + USUAL_CLIENTS + loops(scene);
        Load load = new Load(Protocol.REDIS, 100, 100, pipeline, USUAL_CLIENTS, 1);
        return new Case(name, scene, load, Generator.REDIS_BENCHMARK);
    }

    private static String loops(Scene scene) {
        return scene.loops() == 1 ? "" : "-loops" + scene.loops();
    }
}

package io.flotilla.bench.compare;

import io.flotilla.bench.compare.Case.Generator;
import io.flotilla.bench.compare.Scene.Cast;
import io.flotilla.bench.load.Load;
import io.flotilla.bench.load.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows there are, and which of them a run takes. */
final class Cases {
    private static final int FEW = 2;
    private static final int FOUR = 4;
    private static final int USUAL_CLIENTS = 50;
    private static final int MANY_CLIENTS = 1_000;
    private static final int SMALL = 100;
    private static final int LARGE = 1 << 20;
    private static final long MOST_IN_FLIGHT = 256L << 20;
    private static final List<Integer> PIPELINES = List.of(1, 16, 64);
    private static final Map<Integer, String> SIZES =
            new TreeMap<>(Map.of(SMALL, "100B", 4 << 10, "4KB", 100 << 10, "100KB", LARGE, "1MB"));

    private Cases() {}

    // ---- selections ---------------------------------------------------------------------------------------------

    /** Pipelines 1 and 16 of both protocols. */
    static List<Case> quick() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            cases.add(pipelined(protocol, 1));
            cases.add(pipelined(protocol, 16));
        }
        return cases;
    }

    /** What the table of targets needs. */
    static List<Case> table() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            cases.add(pipelined(protocol, 1));
            cases.add(pipelined(protocol, 16));
            cases.add(open(protocol, Generator.OPEN_HALF));
            cases.add(open(protocol, Generator.OPEN_FIFTH));
            cases.add(sized(protocol, LARGE));
            cases.add(multi(protocol, 100));
        }
        cases.add(loops());
        cases.add(fleet(1));
        cases.add(fleet(16));
        return cases;
    }

    /** What the table of targets needs, and besides one thing varied at a time. */
    static List<Case> usual() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            Scene scene = new Scene(protocol, FEW, 1);
            Scene many = scene.with(Cast.MANY_CLIENTS);
            PIPELINES.forEach(pipeline -> cases.add(pipelined(protocol, pipeline)));
            SIZES.keySet().stream().filter(size -> size != SMALL).forEach(size -> cases.add(sized(protocol, size)));
            cases.add(closed(scene, 10, SMALL, 16, USUAL_CLIENTS));
            cases.add(closed(scene, 90, SMALL, 1, 1));
            cases.add(closed(many, 90, SMALL, 1, MANY_CLIENTS));
            cases.add(multi(protocol, 10));
        }
        cases.add(redisBenchmark(new Scene(Protocol.REDIS, FEW, 1), 1));
        cases.add(redisBenchmark(new Scene(Protocol.REDIS, FEW, 1), 16));
        cases.add(loops(4 * USUAL_CLIENTS));
        cases.addAll(table());
        return distinct(cases);
    }

    /** Every combination. Left out are those with more than 256 MiB of values in flight. */
    static List<Case> full() {
        List<Case> cases = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (int loops = 1; loops <= 2; loops++) {
                Scene scene = new Scene(protocol, FEW, loops);
                for (int gets : new int[] {90, 10}) {
                    combinations(scene, gets, cases);
                }
                if (protocol == Protocol.REDIS) {
                    cases.add(redisBenchmark(scene, 1));
                    cases.add(redisBenchmark(scene, 16));
                }
                cases.add(open(scene, Generator.OPEN_HALF));
                cases.add(open(scene, Generator.OPEN_FIFTH));
                cases.add(multi(new Scene(protocol, FOUR, loops), 10));
                cases.add(multi(new Scene(protocol, FOUR, loops), 100));
            }
        }
        cases.addAll(usual());
        return distinct(cases);
    }

    private static void combinations(Scene scene, int gets, List<Case> cases) {
        for (int size : SIZES.keySet()) {
            for (int pipeline : PIPELINES) {
                for (int clients : new int[] {1, USUAL_CLIENTS, MANY_CLIENTS}) {
                    if ((long) size * pipeline * clients <= MOST_IN_FLIGHT) {
                        Scene of = clients == MANY_CLIENTS ? scene.with(Cast.MANY_CLIENTS) : scene;
                        cases.add(closed(of, gets, size, pipeline, clients));
                    }
                }
            }
        }
    }

    private static List<Case> distinct(Collection<Case> cases) {
        Map<String, Case> byName = new LinkedHashMap<>();
        cases.forEach(row -> byName.putIfAbsent(row.name(), row));
        return List.copyOf(byName.values());
    }

    // ---- rows ---------------------------------------------------------------------------------------------------

    /** 50 clients with values of 100 B, so many requests of each together. */
    static Case pipelined(Protocol protocol, int pipeline) {
        return closed(new Scene(protocol, FEW, 1), 90, SMALL, pipeline, USUAL_CLIENTS);
    }

    /** 50 clients with values of this size, one request of each at a time. */
    static Case sized(Protocol protocol, int size) {
        return closed(new Scene(protocol, FEW, 1), 90, size, 1, USUAL_CLIENTS);
    }

    /** A part of what nutcracker does at most, in the open loop. */
    static Case open(Protocol protocol, Case.Generator generator) {
        return open(new Scene(protocol, FEW, 1), generator);
    }

    /** Reads of so many keys over four servers. */
    static Case multi(Protocol protocol, int keys) {
        return multi(new Scene(protocol, FOUR, 1), keys);
    }

    /** Flotilla with one event loop and with two. */
    static Case loops() {
        return loops(USUAL_CLIENTS);
    }

    private static Case loops(int clients) {
        return named(closed(new Scene(Protocol.REDIS, FEW, 2, Cast.LOOPS), 90, SMALL, 16, clients), "-scaling");
    }

    /** Flotilla alone and in a fleet. */
    static Case fleet(int pipeline) {
        Scene scene = new Scene(Protocol.REDIS, FEW, 1, Cast.FLEET);
        return named(closed(scene, 90, SMALL, pipeline, USUAL_CLIENTS), "-fleet");
    }

    private static Case named(Case row, String suffix) {
        return new Case(row.name() + suffix, row.scene(), row.load(), row.generator());
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
                name, scene, new Load(scene.protocol(), 100, SMALL, 1, USUAL_CLIENTS, keys), Generator.CLOSED_LOOP);
    }

    private static Case open(Scene scene, Case.Generator generator) {
        String part = generator == Case.Generator.OPEN_HALF ? "-open-half" : "-open-fifth";
        String name = scene.protocol().label() + "-100B-c" + USUAL_CLIENTS + part + loops(scene);
        return new Case(name, scene, new Load(scene.protocol(), 90, SMALL, 1, USUAL_CLIENTS, 1), generator);
    }

    private static Case redisBenchmark(Scene scene, int pipeline) {
        String name = "redis-benchmark-100B-p" + pipeline + "-c" + USUAL_CLIENTS + loops(scene);
        Load load = new Load(Protocol.REDIS, 100, SMALL, pipeline, USUAL_CLIENTS, 1);
        return new Case(name, scene, load, Generator.REDIS_BENCHMARK);
    }

    private static String loops(Scene scene) {
        return scene.loops() == 1 ? "" : "-loops" + scene.loops();
    }
}

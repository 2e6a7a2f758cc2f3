package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories of whole fleets. A failing seed is printed; {@code -Dsimulation.seed=N} replays it alone,
 * {@code -Dsimulation.runs=N} runs more of them.
 */
class FleetSimulationTest {
    private static final int RUNS = Integer.getInteger("simulation.runs", 20_000);
    private static final long SEED = Long.getLong("simulation.seed", -1);
    /** Beyond the usual ones: seeds that failed once. */
    private static final long[] FOUND = {120_529, 211_473, 314_891, 433_085};

    /** Thousands of fleets warn of thousands of servers. */
    private static final java.util.logging.Logger LOG = java.util.logging.Logger.getLogger("io.flotilla.topology");

    static {
        LOG.setLevel(java.util.logging.Level.OFF);
    }

    @Test
    void whateverHappensTheFleetStaysOneAndHeals() {
        if (SEED >= 0) {
            System.getLogger("simulation")
                    .log(System.Logger.Level.INFO, run(SEED, true).story());
            return;
        }
        long first = Long.getLong("simulation.first", 1);
        LongStream seeds = LongStream.concat(LongStream.of(FOUND), LongStream.range(first, first + RUNS));
        seeds.parallel().forEach(FleetSimulationTest::runQuickly);
    }

    /** A run that fails is run again, to tell how it came to that. */
    private static void runQuickly(long seed) {
        try {
            run(seed, false);
        } catch (AssertionError e) {
            run(seed, true);
            throw new AssertionError("seed " + seed + " fails only sometimes", e);
        }
    }

    private static SimulatedFleet run(long seed, boolean tells) {
        Random random = new Random(seed * 31 + 7);
        int size = new int[] {3, 3, 3, 5, 4, 2}[random.nextInt(6)];
        // Every second fleet puts no return off: more can happen while it holds for one.
        int patience = seed % 2 == 0 ? Timing.RETURN_PATIENCE : 2500;
        SimulatedFleet fleet = new SimulatedFleet(seed, size, random.nextInt(size == 2 ? 2 : 4) == 0, patience, tells);
        try {
            history(fleet, random);
            if (random.nextBoolean()) {
                fleet.healNodes();
                await(fleet, fleet::disunity);
            }
            fleet.heal();
            await(fleet, fleet::discord);
            return fleet;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ", " + size + " nodes, at " + fleet.now() + " ms: " + e.getMessage() + "\n"
                            + fleet.story() + "\nTo replay it alone: bin/test -pl topology-verticle -am"
                            + " -Dtest=FleetSimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dtest.jvm.extra=-Dsimulation.seed=" + seed,
                    e);
        }
    }

    private static void history(SimulatedFleet fleet, Random random) {
        fleet.boot(0);
        fleet.run(500 + random.nextInt(2000));
        for (int i = 1; i < fleet.size(); i++) {
            fleet.boot(i);
            fleet.run(random.nextInt(600));
        }
        fleet.run(3000);
        int faults = 3 + random.nextInt(12);
        for (int i = 0; i < faults; i++) {
            fault(fleet, random);
            fleet.run(random.nextInt(random.nextBoolean() ? 300 : 4000));
        }
    }

    private static void fault(SimulatedFleet fleet, Random random) {
        int node = random.nextInt(fleet.size());
        int server = random.nextInt(SimulatedFleet.SERVERS);
        switch (random.nextInt(12)) {
            case 0 -> {
                if (fleet.node(node).up) {
                    fleet.kill(node);
                } else {
                    fleet.boot(node);
                }
            }
            case 1 -> {
                if (fleet.node(node).up) {
                    fleet.hang(node, !fleet.node(node).hung);
                }
            }
            case 2 -> split(fleet, random);
            case 3 -> fleet.cut(node, random.nextInt(fleet.size()), random.nextBoolean());
            case 4 -> join(fleet);
            case 5, 6, 7 -> {
                fleet.server(server, random.nextInt(3) > 0);
                if (random.nextBoolean()) {
                    fleet.suspect(node, server);
                }
            }
            case 8 -> fleet.blind(node, server, random.nextBoolean());
            case 9 -> fleet.network(random.nextInt(30), random.nextInt(30), 1 + random.nextInt(400));
            case 10 -> fleet.network(0, 0, 3);
            default -> fleet.command(node, random.nextBoolean() ? "eject" : "restore", server);
        }
    }

    private static void split(SimulatedFleet fleet, Random random) {
        boolean[] side = new boolean[fleet.size()];
        for (int i = 0; i < side.length; i++) {
            side[i] = random.nextBoolean();
        }
        fleet.note("split " + java.util.Arrays.toString(side));
        for (int i = 0; i < side.length; i++) {
            for (int j = 0; j < side.length; j++) {
                fleet.cut(i, j, side[i] != side[j]);
            }
        }
    }

    private static void join(SimulatedFleet fleet) {
        fleet.note("links heal");
        for (int i = 0; i < fleet.size(); i++) {
            for (int j = 0; j < fleet.size(); j++) {
                fleet.cut(i, j, false);
            }
        }
    }

    /** At any moment within the time, since servers that fail may be returning at others. */
    private static void await(SimulatedFleet fleet, Supplier<String> discord) {
        String still = "not begun";
        for (int i = 0; i < 1200 && !still.isEmpty(); i++) {
            fleet.run(100);
            still = discord.get();
        }
        assertThat(still).as("what keeps the fleet from being one").isEmpty();
    }
}

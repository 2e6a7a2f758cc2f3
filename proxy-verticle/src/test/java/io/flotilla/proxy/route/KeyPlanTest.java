package io.flotilla.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.proxy.loop.ArrayStash;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyPlanTest {
    private final ArrayStash arrays = new ArrayStash();
    private final KeyPlan plan = new KeyPlan(arrays);

    @Test
    void piecesOfOneServerThatFollowEachOtherAreOneRun() {
        add("aabbccdd", 5, 5, 3, 5);
        assertThat(plan.endOfRun(0)).isEqualTo(2);
        assertThat(plan.endOfRun(2)).isEqualTo(3);
        assertThat(plan.endOfRun(3)).isEqualTo(4);
    }

    @Test
    void piecesWithAGapBetweenThemAreTwoRuns() {
        plan.add(0, 2, 1);
        plan.add(3, 5, 1);
        assertThat(plan.endOfRun(0)).isEqualTo(1);
    }

    @Test
    void everyFragmentGetsItsPiecesInTheirOrderAlsoWhenThePlanIsUsedAgain() {
        SplittableRandom random = new SplittableRandom(11);
        for (int use = 0; use < 50; use++) {
            int keys = 1 + random.nextInt(2000);
            StringBuilder text = new StringBuilder();
            int[] servers = new int[keys];
            for (int key = 0; key < keys; key++) {
                servers[key] = random.nextInt(1 + random.nextInt(300));
                text.append((char) ('a' + random.nextInt(26))).append((char) ('0' + random.nextInt(10)));
            }
            check(text.toString(), servers);
            plan.clear();
        }
    }

    private void check(String text, int... servers) {
        Map<Integer, StringBuilder> expected = new TreeMap<>();
        for (int key = 0; key < servers.length; key++) {
            expected.computeIfAbsent(servers[key], s -> new StringBuilder()).append(text, key * 2, key * 2 + 2);
        }
        add(text, servers);
        assertThat(plan.fragments()).isEqualTo(expected.size());
        assertThat(plan.bytes()).isEqualTo(text.length());
        byte[] pieces = new byte[plan.bytes()];
        plan.gather(pieces);
        for (int f = 0; f < plan.fragments(); f++) {
            int length = plan.bytesOf(f);
            assertThat(new String(pieces, plan.place(f) - length, length, StandardCharsets.US_ASCII))
                    .isEqualTo(expected.get(plan.server(f)).toString());
            assertThat(plan.keysOf(f)).isEqualTo(length / 2);
        }
    }

    /** Two letters for each key. */
    private void add(String text, int... servers) {
        ByteBuf bytes = Unpooled.copiedBuffer("xx" + text, StandardCharsets.US_ASCII);
        plan.copy(bytes, 2, text.length());
        for (int key = 0; key < servers.length; key++) {
            plan.add(key * 2, key * 2 + 2, servers[key]);
        }
    }
}

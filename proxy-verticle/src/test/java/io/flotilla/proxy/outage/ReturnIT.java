package io.flotilla.proxy.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.proxy.FleetSwitch;
import io.flotilla.proxy.RunningProxy;
import io.flotilla.testing.RawClient;
import io.flotilla.testing.RealMemcached;
import io.flotilla.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that was out comes back without a value that is older than what was written meanwhile. */
class ReturnIT {
    private RealMemcached one;
    private RealMemcached two;
    private RunningProxy proxy;
    private RawClient client;

    @BeforeEach
    void start() {
        one = RealMemcached.started();
        two = RealMemcached.started();
        proxy = RunningProxy.of(List.of(one, two), "timeout: 2000", "hash: fnv1a_64");
        client = proxy.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        one.close();
        two.close();
    }

    @Test
    void whatWasWrittenElsewhereIsDeletedOnTheServerAndOnItsSubstitute() {
        String key = keyOn(one);
        set(key, "old");
        switchTo(one.address());
        set(key, "new");
        switchTo();
        client.send("get " + key + "\r\n").expect("END\r\n");
        switchTo(one.address());
        client.send("get " + key + "\r\n").expect("END\r\n");
    }

    @Test
    void mostIsDeletedAheadOfTheSwitchWhileNothingIsHeld() {
        List<String> keys = IntStream.range(0, 300).mapToObj(i -> keyOn(one)).toList();
        keys.forEach(key -> set(key, "old"));
        switchTo(one.address());
        keys.forEach(key -> set(key, "new"));
        RunningProxy.await(proxy.context().fleetSwitch().announce(next()));
        await().untilAsserted(() -> assertThat(keys.stream().filter(key -> one.get(key) != null))
                .as("what is left for the time in which requests are held")
                .hasSizeLessThan(20));
        keys.forEach(key -> set(key, "newer"));
        switchTo();
        keys.forEach(key -> client.send("get " + key + "\r\n").expect("END\r\n"));
        await().untilAsserted(() ->
                assertThat(keys.stream().filter(key -> two.get(key) != null)).isEmpty());
    }

    @Test
    void whatIsWrittenAfterItWasDeletedAheadIsDeletedAgain() {
        List<String> keys = IntStream.range(0, 100).mapToObj(i -> keyOn(one)).toList();
        switchTo(one.address());
        keys.forEach(key -> set(key, "new"));
        RunningProxy.await(proxy.context().fleetSwitch().announce(next()));
        // As a proxy without a lease would, which does not know that this server is out.
        keys.forEach(key -> one.set(key, "stray"));
        keys.forEach(key -> set(key, "newer"));
        switchTo();
        keys.forEach(key -> client.send("get " + key + "\r\n").expect("END\r\n"));
    }

    @Test
    void anAnnouncementToAServerThatDoesNotAnswerFails() {
        List<String> keys = IntStream.range(0, 100).mapToObj(i -> keyOn(one)).toList();
        switchTo(one.address());
        keys.forEach(key -> set(key, "new"));
        one.pause();
        assertThat(proxy.context().fleetSwitch().announce(next()))
                .satisfies(announced -> await().until(announced::isComplete))
                .matches(io.vertx.core.Future::failed);
        one.resume();
        switchTo();
        keys.forEach(key -> client.send("get " + key + "\r\n").expect("END\r\n"));
    }

    @Test
    void whatWasOnlyReadOrNeverTouchedSurvives() {
        String key = keyOn(one);
        set(key, "kept");
        switchTo(one.address());
        client.send("get " + key + "\r\n").expect("END\r\n");
        switchTo();
        client.send("get " + key + "\r\n").expect("VALUE " + key + " 0 4\r\nkept\r\nEND\r\n");
    }

    @Test
    void aDeletionAMetaCommandAndANoreplyWriteCountAsWrites() {
        for (String write : List.of(
                "delete %s\r\n",
                "ms %s 3 q\r\nnew\r\nmn\r\n", "set %s 0 0 3 noreply\r\nnew\r\nmn\r\n", "md %s\r\n", "mg %s N30\r\n")) {
            String key = keyOn(one);
            set(key, "old");
            switchTo(one.address());
            client.send(String.format(write, key)).readLine();
            switchTo();
            client.send("get " + key + "\r\n").expect("END\r\n");
        }
    }

    @Test
    void aWriteThatWasNeverAnsweredIsDeletedEvenIfItTakesEffectLater() {
        String key = keyOn(one);
        one.pause();
        client.send("set " + key + " 0 0 4\r\nlate\r\n").expect("SERVER_ERROR Connection timed out\r\n");
        switchTo(one.address());
        one.resume();
        await().untilAsserted(() -> {
            try (RawClient direct = one.connect()) {
                assertThat(direct.send("get " + key + "\r\n").readLine()).startsWith("VALUE");
            }
        });
        switchTo();
        client.send("get " + key + "\r\n").expect("END\r\n");
    }

    @Test
    void aWriteThatTakesEffectAfterItFailedIsDeletedAlsoWhenTheServerWasNeverOut() {
        String key = keyOn(one);
        set(key, "old");
        one.pause();
        client.send("set " + key + " 0 0 4\r\nlate\r\n").expect("SERVER_ERROR Connection timed out\r\n");
        one.resume();
        await().untilAsserted(() -> assertThat(one.get(key)).isNull());
    }

    @Test
    void aServerThatGaveNoAnswerIsAskedBeforeItIsSentMore() {
        String key = keyOn(one);
        one.pause();
        client.send("get " + key + "\r\n").expect("SERVER_ERROR Connection timed out\r\n");
        client.send("set " + key + " 0 0 4\r\nnext\r\n").expect("SERVER_ERROR Connection timed out\r\n");
        one.resume();
        set(key, "last");
        assertThat(one.get(key)).isEqualTo("last");
    }

    @Test
    void aSubstituteThatHangsKeepsNoServerOutAndLosesItsCopiesLater() {
        String key = keyOn(one);
        switchTo(one.address());
        set(key, "new");
        two.pause();
        switchTo();
        client.send("get " + key + "\r\n").expect("END\r\n");
        two.resume();
        await().untilAsserted(() -> assertThat(two.get(key)).isNull());
        set(key, "newer");
        switchTo(one.address());
        client.send("get " + key + "\r\n").expect("END\r\n");
    }

    @Test
    void aServerLeavesOnlyWhenOthersHaveLostTheirOldCopiesOfItsKeys() {
        String key = keyOn(one);
        switchTo(one.address());
        set(key, "new");
        two.pause();
        switchTo();
        assertThat(proxy.context().fleetSwitch().prepare(next(one.address())))
                .satisfies(prepared -> await().until(prepared::isComplete))
                .matches(io.vertx.core.Future::failed);
        RunningProxy.await(proxy.context().fleetSwitch().abort());
        two.resume();
        await().untilAsserted(() -> assertThat(two.get(key)).isNull());
    }

    @Test
    void whenTheRecordIsLostEverythingIsFlushed() throws InterruptedException {
        String key = keyOn(one);
        set(key, "old");
        switchTo(one.address());
        RunningProxy.await(proxy.context().fleetSwitch().recordsLost());
        // memcached flushes what is older than the current second.
        Thread.sleep(2100);
        switchTo();
        client.send("get " + key + "\r\n").expect("END\r\n");
    }

    @Test
    void aLossThatIsLearnedOfWhileTheReturnIsPreparedCounts() throws InterruptedException {
        String key = keyOn(one);
        set(key, "old");
        switchTo(one.address());
        FleetSwitch fleet = proxy.context().fleetSwitch();
        Topology all = new Topology(fleet.current().epoch() + 1, new TreeMap<>());
        Thread.sleep(2100);
        RunningProxy.await(fleet.prepare(all));
        RunningProxy.await(fleet.recordsLost());
        RunningProxy.await(fleet.prepare(all));
        RunningProxy.await(fleet.commit(all));
        client.send("get " + key + "\r\n").expect("END\r\n");
    }

    private void set(String key, String value) {
        client.send("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n")
                .expect("STORED\r\n");
    }

    /** A fresh key that the proxy sends to this server while all are in. */
    private String keyOn(RealMemcached server) {
        while (true) {
            String key = "key" + System.nanoTime();
            set(key, "x");
            try (RawClient direct = server.connect()) {
                boolean here = direct.send("get " + key + "\r\n").readLine().startsWith("VALUE");
                client.send("delete " + key + "\r\n").expect("DELETED\r\n");
                if (here) {
                    return key;
                }
            }
        }
    }

    private void switchTo(String... out) {
        FleetSwitch fleet = proxy.context().fleetSwitch();
        Topology next = next(out);
        RunningProxy.await(fleet.prepare(next));
        RunningProxy.await(fleet.commit(next));
    }

    private Topology next(String... out) {
        long epoch = proxy.context().fleetSwitch().current().epoch() + 1;
        return new Topology(epoch, new TreeMap<>(Map.of("pool", new TreeSet<>(List.of(out)))));
    }
}

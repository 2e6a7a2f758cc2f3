package io.flotilla.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flotilla.proxy.FakePeer;
import io.flotilla.proxy.FakeServer;
import io.flotilla.proxy.ProxyFixture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private static final int TIMEOUT = 60;
    private ProxyFixture proxy = proxy();

    private static ProxyFixture proxy(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "redis: true";
        all[settings.length + 1] = "timeout: " + TIMEOUT;
        return ProxyFixture.of(RedisWireTest::codec, 2, all);
    }

    @AfterEach
    void nothingIsLost() {
        for (int i = 0; i < 2; i++) {
            if (proxy != null) {
                assertThat(proxy.server(i).take()).as("bytes server %s got", i).isEmpty();
            }
        }
        close();
    }

    private void close() {
        if (proxy != null) {
            proxy.close();
            assertThat(proxy.counters().subscribers).isZero();
            for (int i = 0; i < 2; i++) {
                assertThat(proxy.pool().link(i).feeds().lent()).isZero();
            }
            proxy = null;
        }
    }

    private void restartWith(String... settings) {
        close();
        proxy = proxy(settings);
    }

    private static String command(String... words) {
        StringBuilder wire = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            wire.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return wire.toString();
    }

    private static String confirmation(String what, String name, int count) {
        return "*3\r\n$" + what.length() + "\r\n" + what + "\r\n$" + name.length() + "\r\n" + name + "\r\n:" + count
                + "\r\n";
    }

    private static String message(String channel, String text) {
        return command("message", channel, text);
    }

    private static String push(String array) {
        return array.replaceAll("(?m)^\\*", ">");
    }

    private String channelOn(int server) {
        return proxy.keyOn(server, "news", 0);
    }

    private FakePeer subscribed(String... channels) {
        FakePeer client = proxy.client();
        subscribe(client, channels);
        return client;
    }

    private void subscribe(FakePeer client, String... channels) {
        for (int i = 0; i < channels.length; i++) {
            FakeServer server = proxy.server(proxy.serverOf(channels[i]));
            client.send(command("SUBSCRIBE", channels[i]));
            server.expect(command("subscribe", channels[i])).send(confirmation("subscribe", channels[i], 1));
            client.expect(confirmation("subscribe", channels[i], i + 1));
        }
    }

    private void afterTimeout() {
        long until = System.nanoTime() + (TIMEOUT + 10) * 1_000_000L;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        proxy.tick();
    }

    private void hello3(FakePeer client) {
        client.send(command("HELLO", "3"));
        assertThat(client.take()).startsWith("%7\r\n");
    }

    @Test
    void channelsAreConfirmedInTheOrderOfTheRequestWithTheClientsOwnCount() {
        String a = channelOn(0);
        String b = channelOn(1);
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", a, b, a));
        proxy.server(0).expect(command("subscribe", a));
        proxy.server(1).expect(command("subscribe", b)).send(confirmation("subscribe", b, 1));
        client.expectSilence();
        proxy.server(0).send(confirmation("subscribe", a, 1));
        client.expect(
                confirmation("subscribe", a, 1) + confirmation("subscribe", b, 2) + confirmation("subscribe", a, 2));
        client.send(command("UNSUBSCRIBE", b, "other", a));
        proxy.server(0).expect(command("unsubscribe", a)).send(confirmation("unsubscribe", a, 0));
        client.expectSilence();
        proxy.server(1).expect(command("unsubscribe", b)).send(confirmation("unsubscribe", b, 0));
        client.expect(confirmation("unsubscribe", b, 1)
                + confirmation("unsubscribe", "other", 1)
                + confirmation("unsubscribe", a, 0));
        assertThat(proxy.counters().subscribers).isZero();
        assertThat(proxy.pool().link(0).feeds().lent()).isZero();
    }

    @Test
    void nothingToUnsubscribeFromIsConfirmedWithoutAName() {
        FakePeer client = proxy.client();
        client.send(command("UNSUBSCRIBE") + command("PING"))
                .expect("*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n+PONG\r\n");
        hello3(client);
        client.send(command("PUNSUBSCRIBE")).expect(">3\r\n$12\r\npunsubscribe\r\n_\r\n:0\r\n");
    }

    @Test
    void messagesPassInWhateverPiecesTheyCome() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        String large = "x".repeat(9000);
        for (int piece : new int[] {1, 7, 5000, Integer.MAX_VALUE}) {
            proxy.server(0).send(message(a, "one") + message(a, large) + message(a, ""), piece);
            client.expect(message(a, "one") + message(a, large) + message(a, ""));
        }
        assertThat(proxy.counters().pushes).isEqualTo(12);
    }

    @Test
    void messagesAreNotMixedWithAHalfWrittenReply() {
        String a = channelOn(0);
        String key = proxy.keyOn(1, "key", 0);
        FakePeer client = proxy.client();
        hello3(client);
        client.send(command("SUBSCRIBE", a));
        proxy.server(0).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1));
        client.expect(push(confirmation("subscribe", a, 1)));
        client.send(command("GET", key) + command("GET", key));
        proxy.server(1).expect(command("HELLO", "3")).send("%1\r\n+a\r\n+b\r\n");
        proxy.server(1).expect(command("GET", key) + command("GET", key)).send("$10\r\n01234");
        proxy.server(0).send(message(a, "one") + message(a, "two"));
        client.expect("$10\r\n01234");
        proxy.server(1).send("56789\r\n$2");
        client.expect("56789\r\n" + push(message(a, "one")) + push(message(a, "two")) + "$2");
        proxy.server(0).send(message(a, "three"));
        client.expectSilence();
        proxy.server(1).send("\r\nok\r\n");
        client.expect("\r\nok\r\n" + push(message(a, "three")));
        proxy.server(0).send(message(a, "four"));
        client.expect(push(message(a, "four")));
    }

    @Test
    void aPatternIsConfirmedWhenEveryServerHasIt() {
        FakePeer client = proxy.client();
        client.send(command("PSUBSCRIBE", "n*") + command("PING"));
        proxy.server(0).expect(command("psubscribe", "n*")).send(confirmation("psubscribe", "n*", 1));
        client.expectSilence();
        proxy.server(1).expect(command("psubscribe", "n*")).send(confirmation("psubscribe", "n*", 1));
        client.expect(confirmation("psubscribe", "n*", 1) + "*2\r\n$4\r\npong\r\n$0\r\n\r\n");
        proxy.server(1).send(command("pmessage", "n*", "news", "text"));
        client.expect(command("pmessage", "n*", "news", "text"));
    }

    @Test
    void nothingIsHeardOfAChannelBeforeItIsConfirmed() {
        String a = channelOn(0);
        String b = channelOn(1);
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", a, b));
        proxy.server(0).expect(command("subscribe", a));
        proxy.server(1).expect(command("subscribe", b)).send(confirmation("subscribe", b, 1) + message(b, "early"));
        client.expectSilence();
        proxy.server(0).send(confirmation("subscribe", a, 1));
        client.expect(confirmation("subscribe", a, 1) + confirmation("subscribe", b, 2));
        proxy.server(1).send(message(b, "in time"));
        client.expect(message(b, "in time"));
    }

    @Test
    void announcementsOfKeysComeFromEveryServer() {
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", "__keyevent@0__:expired"));
        for (int i = 0; i < 2; i++) {
            proxy.server(i)
                    .expect(command("subscribe", "__keyevent@0__:expired"))
                    .send(confirmation("subscribe", "__keyevent@0__:expired", 1));
        }
        client.expect(confirmation("subscribe", "__keyevent@0__:expired", 1));
    }

    @Test
    void aSubscriberThatSpeaksResp2MayDoNothingElse() {
        FakePeer client = subscribed(channelOn(0));
        client.send(command("GET", "k"))
                .expect("-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are"
                        + " allowed in this context\r\n");
        client.send(command("PING", "hi")).expect("*2\r\n$4\r\npong\r\n$2\r\nhi\r\n");
        client.send(command("GET")).expect("-ERR wrong number of arguments for 'get' command\r\n");
        client.send(command("RESET") + command("PING")).expect("+RESET\r\n+PONG\r\n");
        assertThat(proxy.server(0).connections().get(0).isClosed()).isTrue();
        assertThat(proxy.counters().subscribers).isZero();
    }

    @Test
    void aServerThatRefusesIsQuotedAndTheRestIsConfirmed() {
        String a = channelOn(0);
        String b = channelOn(1);
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", a, b));
        proxy.server(0).expect(command("subscribe", a)).send("-NOPERM no channel for you\r\n");
        proxy.server(1).expect(command("subscribe", b)).send(confirmation("subscribe", b, 1));
        client.expect("-NOPERM no channel for you\r\n" + confirmation("subscribe", b, 1));
    }

    @Test
    void aServerThatIsDownOrSilentIsSaid() {
        proxy.server(0).die();
        String a = channelOn(0);
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", a)).expect("-ERR Connection refused\r\n");
        assertThat(proxy.counters().subscribers).isZero();
        proxy.server(0).accept();
        client.send(command("SUBSCRIBE", a));
        proxy.server(0).expect(command("subscribe", a));
        afterTimeout();
        client.expect("-ERR Connection timed out\r\n");
        subscribe(client, a);
    }

    @Test
    void anIdleSubscriberIsNotTimedOut() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        afterTimeout();
        afterTimeout();
        proxy.server(0).send(message(a, "late"));
        client.expect(message(a, "late"));
    }

    @Test
    void whatAServerForgotIsToldAgain() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        proxy.server(0).hangUp();
        proxy.server(0).expect("");
        client.expectSilence();
        afterTimeout();
        proxy.server(0).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1) + message(a, "again"));
        client.expect(message(a, "again"));
    }

    @Test
    void aLostSubscriptionCanBeEndedAtOnce() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        proxy.server(0).die();
        client.send(command("UNSUBSCRIBE")).expect(confirmation("unsubscribe", a, 0));
        proxy.server(0).accept();
        afterTimeout();
        assertThat(proxy.counters().subscribers).isZero();
    }

    @Test
    void aServerThatDiesWhileItIsToldToEndHasEnded() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        client.send(command("UNSUBSCRIBE", a));
        proxy.server(0).expect(command("unsubscribe", a)).die();
        client.expect(confirmation("unsubscribe", a, 0));
    }

    @Test
    void aChannelThatMovesIsHeardFromBothServersWhileTheSwitchLastsAndOnlyOnce() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        assertThat(proxy.prepareWithout(0)).as("prepared").isFalse();
        proxy.server(1).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1));
        assertThat(proxy.isPrepared()).isTrue();
        proxy.server(0).send(message(a, "old"));
        client.expect(message(a, "old"));
        proxy.commitWithout(0);
        proxy.server(0).expect(command("unsubscribe", a)).send(message(a, "old, but slow"));
        client.expect(message(a, "old, but slow"));
        proxy.server(1).send(message(a, "new"));
        client.expect(message(a, "new"));
        proxy.server(0).send(confirmation("unsubscribe", a, 0));
        client.expectSilence();
        assertThat(proxy.pool().link(0).feeds().lent()).isZero();
        proxy.commitWithout();
        proxy.server(0).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1) + message(a, "back"));
        proxy.server(1).expect(command("unsubscribe", a)).send(confirmation("unsubscribe", a, 0));
        client.expect(message(a, "back"));
        client.send(command("UNSUBSCRIBE"));
        proxy.server(0).expect(command("unsubscribe", a)).send(confirmation("unsubscribe", a, 0));
        client.expect(confirmation("unsubscribe", a, 0));
    }

    @Test
    void whatTheClientEndsIsNotHeardFromTheServerThatItMovedFrom() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        proxy.prepareWithout(0);
        proxy.server(1).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1));
        proxy.commitWithout(0);
        proxy.server(0).expect(command("unsubscribe", a));
        client.send(command("UNSUBSCRIBE", a));
        proxy.server(1).expect(command("unsubscribe", a)).send(confirmation("unsubscribe", a, 0));
        client.expect(confirmation("unsubscribe", a, 0));
        proxy.server(0).send(message(a, "too late") + confirmation("unsubscribe", a, 0));
        client.expectSilence();
    }

    @Test
    void aServerThatDoesNotConfirmHoldsASwitchUpForAMomentOnly() {
        String a = channelOn(0);
        subscribed(a);
        assertThat(proxy.prepareWithout(0)).isFalse();
        proxy.server(1).expect(command("subscribe", a));
        await().until(() -> {
            proxy.pump();
            return proxy.isPrepared();
        });
        proxy.commitWithout(0);
        proxy.server(0).expect(command("unsubscribe", a));
    }

    @Test
    void nothingIsDeletedForASwitchThatWasGivenUpWhileAServerDidNotConfirm() {
        restartWith("on_return: invalidate");
        awaitSubscriptionsForAReturnOf(0);
        proxy.pool().abort();
        proxy.server(0).expect(command("unsubscribe", channelOn(0)));
        assertNothingIsDeletedOn(0);
    }

    @Test
    void nothingIsDeletedForASwitchThatWasReplacedWhileAServerDidNotConfirm() {
        restartWith("on_return: invalidate");
        awaitSubscriptionsForAReturnOf(0);
        proxy.prepareWithout(0, 1);
        proxy.server(0).expect(command("unsubscribe", channelOn(0)));
        assertNothingIsDeletedOn(0);
    }

    /** A server is out that has missed a write and is about to return, and waits for a confirmation that does not come. */
    private void awaitSubscriptionsForAReturnOf(int out) {
        int other = 1 - out;
        proxy.commitWithout(out);
        String missed = proxy.keyOn(out, "missed", 0);
        FakePeer writer = proxy.client();
        writer.send(command("SET", missed, "1"));
        proxy.server(other).expect(command("SET", missed, "1")).send("+OK\r\n");
        writer.expect("+OK\r\n");
        String a = channelOn(out);
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", a));
        proxy.server(other).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1));
        client.expect(confirmation("subscribe", a, 1));
        assertThat(proxy.prepareWithout()).isFalse();
        proxy.server(out).expect(command("subscribe", a));
    }

    /** Waits until the patience with the server that does not confirm has ended. */
    private void assertNothingIsDeletedOn(int server) {
        StringBuilder received = new StringBuilder();
        await().until(() -> {
            received.append(proxy.server(server).take());
            return received.length() > 0 || !proxy.prepareFailures().isEmpty();
        });
        assertThat(received.toString())
                .as("what the server that was to return received")
                .isEmpty();
    }

    @Test
    void aServerThatDiesBeforeItConfirmsHoldsNoSwitchUp() {
        String a = channelOn(0);
        subscribed(a);
        assertThat(proxy.prepareWithout(0)).isFalse();
        proxy.server(1).expect(command("subscribe", a)).die();
        assertThat(proxy.isPrepared()).isTrue();
    }

    @Test
    void aSwitchThatDoesNotComeLeavesEverythingAsItWas() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        proxy.prepareWithout(0);
        proxy.server(1).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1));
        proxy.pool().abort();
        proxy.server(1).expect(command("unsubscribe", a)).send(confirmation("unsubscribe", a, 0));
        proxy.server(0).send(message(a, "as ever"));
        client.expect(message(a, "as ever"));
    }

    @Test
    void aSubscriptionToAChannelThatMovesWaitsForTheSwitch() {
        String a = channelOn(0);
        FakePeer client = proxy.client();
        proxy.prepareWithout(0);
        client.send(command("SUBSCRIBE", a));
        proxy.server(0).expect("");
        proxy.server(1).expect("");
        proxy.commitWithout(0);
        proxy.server(1).expect(command("subscribe", a)).send(confirmation("subscribe", a, 1));
        client.expect(confirmation("subscribe", a, 1));
    }

    @Test
    void patternsFollowTheServersThatAreIn() {
        proxy.commitWithout(1);
        FakePeer client = proxy.client();
        client.send(command("PSUBSCRIBE", "*"));
        proxy.server(0).expect(command("psubscribe", "*")).send(confirmation("psubscribe", "*", 1));
        client.expect(confirmation("psubscribe", "*", 1));
        proxy.commitWithout();
        proxy.server(1).expect(command("psubscribe", "*")).send(confirmation("psubscribe", "*", 1));
        proxy.server(1).send(command("pmessage", "*", "c", "hi"));
        client.expect(command("pmessage", "*", "c", "hi"));
    }

    @Test
    void aClientThatLeavesFreesItsConnections() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        FakePeer half = proxy.client();
        half.send(command("SUBSCRIBE", channelOn(1)));
        proxy.server(1).expect(command("subscribe", channelOn(1)));
        proxy.server(0).send("*3\r\n$7\r\nmess");
        client.close();
        half.close();
        assertThat(proxy.server(0).connections().get(0).isClosed()).isTrue();
        assertThat(proxy.server(1).connections().get(0).isClosed()).isTrue();
        assertThat(proxy.counters().subscribers).isZero();
    }

    @Test
    void aSubscriberThatDoesNotReadIsCutAndCounted() {
        restartWith("client_output_limit: 64KB");
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        client.stopReading();
        for (int i = 0; i < 40 && !client.isClosed(); i++) {
            proxy.server(0).send(message(a, "x".repeat(4000)));
        }
        assertThat(client.isClosed()).isTrue();
        assertThat(proxy.counters().clientsCut).isEqualTo(1);
        assertThat(proxy.counters().subscribers).isZero();
    }

    @Test
    void aMessageAboveTheOutputLimitCutsTheClient() {
        restartWith("client_output_limit: 64KB");
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        proxy.server(0).send("*3\r\n$7\r\nmessage\r\n$5\r\n" + a + "\r\n$1000000\r\n" + "x".repeat(100_000), 10_000);
        assertThat(client.isClosed()).isTrue();
        assertThat(proxy.counters().clientsCut).isEqualTo(1);
    }

    @Test
    void subscribersAreLimitedAndTold() {
        restartWith("subscriber_connections: 1");
        String a = channelOn(0);
        FakePeer first = subscribed(a);
        FakePeer second = proxy.client();
        second.send(command("SUBSCRIBE", a))
                .expect("-ERR 1 clients of this proxy hear this server already, no more may"
                        + " (subscriber_connections)\r\n");
        first.close();
        subscribe(second, a);
    }

    @Test
    void aConnectionIsUsedAgainByTheNextSubscriber() {
        String a = channelOn(0);
        FakePeer first = subscribed(a);
        first.send(command("UNSUBSCRIBE"));
        proxy.server(0).expect(command("unsubscribe", a)).send(confirmation("unsubscribe", a, 0));
        first.expect(confirmation("unsubscribe", a, 0));
        subscribed(a);
        assertThat(proxy.server(0).connections()).hasSize(1);
    }

    @Test
    void aConnectionThatSaysWhatNobodyAskedForIsLost() {
        String a = channelOn(0);
        FakePeer client = subscribed(a);
        proxy.server(0).send(confirmation("subscribe", a, 1));
        assertThat(proxy.server(0).connections().get(0).isClosed()).isTrue();
        client.expectSilence();
    }

    @Test
    void monitorShowsTheCommandsOfAllServers() {
        FakePeer client = proxy.client();
        client.send(command("MONITOR"));
        proxy.server(0).expect("*1\r\n$7\r\nMONITOR\r\n").send("+OK\r\n+1.0 [0 x] \"early\"\r\n");
        client.expectSilence();
        proxy.server(1).expect("*1\r\n$7\r\nMONITOR\r\n").send("+OK\r\n");
        client.expect("+OK\r\n");
        proxy.server(1).send("+2.0 [0 x] \"get\" \"k\"\r\n");
        client.expect("+2.0 [0 x] \"get\" \"k\"\r\n");
        client.send(command("GET", "k")).expect("-ERR Replica can't interact with the keyspace\r\n");
        proxy.commitWithout(1);
        assertThat(proxy.server(1).connections().get(0).isClosed()).isTrue();
        proxy.commitWithout();
        proxy.server(1).expect("*1\r\n$7\r\nMONITOR\r\n").send("+OK\r\n+3.0 [0 x] \"get\" \"k\"\r\n");
        client.expect("+3.0 [0 x] \"get\" \"k\"\r\n");
        client.send(command("RESET")).expect("+RESET\r\n");
        assertThat(proxy.server(0).connections().get(0).isClosed()).isTrue();
    }

    @Test
    void monitorDoesNotWaitForAServerThatHasLeft() {
        FakePeer client = proxy.client();
        client.send(command("MONITOR"));
        proxy.server(0).expect("*1\r\n$7\r\nMONITOR\r\n").send("+OK\r\n");
        proxy.server(1).expect("*1\r\n$7\r\nMONITOR\r\n");
        client.expectSilence();
        proxy.commitWithout(1);
        client.expect("+OK\r\n");
    }

    @Test
    void withoutRepliesConfirmationsStillCome() {
        String a = channelOn(0);
        FakePeer client = proxy.client();
        client.send(command("CLIENT", "REPLY", "OFF"));
        subscribe(client, a);
        client.send(command("RESET")).expect("+RESET\r\n");
    }

    @Test
    void theServersOfAnIsolatedProxyAreNotAsked() {
        proxy.pool().refuse(true);
        FakePeer client = proxy.client();
        client.send(command("SUBSCRIBE", "a") + command("PSUBSCRIBE", "a"));
        assertThat(client.take()).matches("(-ERR [^\r]+\r\n){2}");
    }
}

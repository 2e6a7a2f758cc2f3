package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignedCommandTest {
    private static final String ADDRESS = TopologyVerticle.COMMAND;
    private static final Hmac HMAC = new Hmac(List.of("secret"));

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now.get());
        }
    };
    private final BusSignature application = new BusSignature(HMAC, "app", clock);
    private final Refusals refusals = new Refusals();
    private final CommandGuard guard = new CommandGuard(HMAC, clock, refusals);
    private final Replays replays = newCoordinator();

    private Replays newCoordinator() {
        return new Replays(new io.flotilla.topology.Clock() {
            @Override
            public long millis() {
                return now.get();
            }

            @Override
            public long wallMillis() {
                return now.get();
            }
        });
    }

    private static JsonObject eject() {
        return new JsonObject().put("command", "eject").put("pool", "p").put("server", "s0");
    }

    private MultiMap signed(JsonObject command) {
        return application.sign(ADDRESS, command).getHeaders();
    }

    @Test
    void aSignedCommandPassesAndTellsWhoSignedIt() {
        MultiMap headers = signed(eject());

        assertThat(guard.objection(ADDRESS, headers, eject())).isEmpty();
        JsonObject passed = guard.pass(headers, eject());
        assertThat(passed.getString("by")).isEqualTo("app");
        assertThat(replays.objection(passed)).isEmpty();
        assertThat(refusals.of(Refusals.What.COMMAND)).isZero();
    }

    @Test
    void anUnsignedCommandIsRefusedAndCountedUnlessItOnlyReads() {
        MultiMap none = MultiMap.caseInsensitiveMultiMap();

        assertThat(guard.objection(ADDRESS, none, eject())).get().asString().contains("flotilla-mac");
        for (String word : List.of("pause", "resume", "pin", "drain", "restore", "nonsense")) {
            assertThat(guard.objection(ADDRESS, none, new JsonObject().put("command", word)))
                    .isPresent();
        }
        assertThat(guard.objection(ADDRESS, none, new JsonObject())).isPresent();
        assertThat(refusals.of(Refusals.What.COMMAND)).isEqualTo(8);
        assertThat(guard.objection(ADDRESS, none, new JsonObject().put("command", "status")))
                .isEmpty();
        assertThat(guard.objection(ADDRESS, none, new JsonObject().put("command", "explain")))
                .isEmpty();
    }

    @Test
    void anythingChangedAfterSigningIsRefused() {
        for (String header : List.of(BusSignature.SENDER, BusSignature.NONCE, BusSignature.TIME, BusSignature.MAC)) {
            MultiMap headers = signed(eject());
            headers.set(header, header.equals(BusSignature.TIME) ? "1000001" : "other");
            assertThat(guard.objection(ADDRESS, headers, eject())).as(header).isPresent();
            headers.remove(header);
            assertThat(guard.objection(ADDRESS, headers, eject())).as(header).isPresent();
        }
        MultiMap headers = signed(eject());
        assertThat(guard.objection(ADDRESS, headers, eject().put("server", "s1")))
                .isPresent();
        assertThat(guard.objection("another.address", headers, eject())).isPresent();
        headers.set(BusSignature.TIME, "99999999999999999999");
        assertThat(guard.objection(ADDRESS, headers, eject())).get().asString().contains("malformed");
    }

    @Test
    void aSignatureHoldsForHalfAMinute() {
        MultiMap headers = signed(eject());
        now.addAndGet(BusSignature.WINDOW_MILLIS);
        assertThat(guard.objection(ADDRESS, headers, eject())).isEmpty();
        now.addAndGet(1);
        assertThat(guard.objection(ADDRESS, headers, eject())).get().asString().contains("30001 ms ago");
        now.addAndGet(-2 * BusSignature.WINDOW_MILLIS - 2);
        assertThat(guard.objection(ADDRESS, headers, eject())).isPresent();
    }

    @Test
    void aCommandIsTakenOnceWhicheverNodeItIsSentTo() {
        MultiMap headers = signed(eject());
        CommandGuard otherNode = new CommandGuard(HMAC, clock, refusals);

        assertThat(replays.objection(guard.pass(headers, eject()))).isEmpty();
        assertThat(replays.objection(otherNode.pass(headers, eject())))
                .get()
                .asString()
                .contains("before");
        now.addAndGet(BusSignature.WINDOW_MILLIS);
        assertThat(replays.objection(otherNode.pass(headers, eject()))).isPresent();
    }

    @Test
    void aNewCoordinatorTakesNothingThatWasSignedBeforeItBegan() {
        MultiMap headers = signed(eject());
        now.addAndGet(1);

        assertThat(newCoordinator().objection(guard.pass(headers, eject())))
                .get()
                .asString()
                .contains("anew");
        assertThat(newCoordinator().objection(guard.pass(signed(eject()), eject())))
                .isEmpty();
    }

    @Test
    void whatTheSenderSaysOfItsOwnSignatureIsNotBelieved() {
        JsonObject lie = eject().put(CommandGuard.SIGNED, new JsonObject().put("sender", "root"));

        assertThat(guard.pass(signed(lie), lie)
                        .getJsonObject(CommandGuard.SIGNED)
                        .getString("sender"))
                .isEqualTo("app");
        CommandGuard open = new CommandGuard(new Hmac(List.of()), clock, refusals);
        assertThat(open.pass(MultiMap.caseInsensitiveMultiMap(), lie).containsKey(CommandGuard.SIGNED))
                .isFalse();
        assertThat(open.objection(ADDRESS, MultiMap.caseInsensitiveMultiMap(), lie))
                .isEmpty();
    }

    @Test
    void theSignatureIsTheOneThatTheDocumentationDescribes() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add(BusSignature.SENDER, "deploy")
                .add(BusSignature.TIME, "1000000")
                .add(BusSignature.NONCE, "1")
                .add(BusSignature.MAC, DOCUMENTED);
        JsonObject body = new JsonObject("{\"command\":\"pause\"}");
        Hmac documented = new Hmac(List.of("correct horse battery"));

        assertThat(BusSignature.objection(documented, clock, ADDRESS, headers, body))
                .isEmpty();
    }

    /** printf 'flotilla bus 1\n...' | openssl dgst -sha256 -hmac 'correct horse battery' -binary | base64. */
    private static final String DOCUMENTED = "X+N25D3cxq5Q0RFnPL/hpsQW8i7LKmXm0nx3r4j023Q=";

    @Test
    void aSenderWithoutAProperNameIsRefused() {
        assertThatThrownBy(() -> new BusSignature("secret", "two words"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two words");
        assertThatThrownBy(() -> new BusSignature("secret", "")).isInstanceOf(IllegalArgumentException.class);
    }
}

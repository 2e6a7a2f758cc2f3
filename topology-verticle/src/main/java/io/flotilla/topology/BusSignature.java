package io.flotilla.topology;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs what a Vert.x application says to a fleet that has a secret, and checks what the fleet publishes. The signature is an
 * HMAC-SHA256 over six lines: a word, the address, the sender, the time, a nonce, and the body as compact JSON. docs/event-bus.md
 * tells how to compute it without this class. Thread-safe.
 */
public final class BusSignature {
    /** The header with the sender's name. */
    public static final String SENDER = "flotilla-sender";
    /** The header with the time of signing: milliseconds since 1970. */
    public static final String TIME = "flotilla-time";
    /** The header with a text that no other message of the sender has. */
    public static final String NONCE = "flotilla-nonce";
    /** The header with the signature, in Base64. */
    public static final String MAC = "flotilla-mac";
    /** How far the time of signing may be from the receiver's clock, in milliseconds. */
    public static final long WINDOW_MILLIS = 30_000;

    private static final String WORD = "flotilla bus 1";
    private static final String PRINTABLE = "[\\x21-\\x7e]{1,128}";

    private final Hmac hmac;
    private final String sender;
    private final Clock clock;

    /**
     * For one application.
     *
     * @param secret the fleet's {@code secret}
     * @param sender the application's name, which the fleet's ledger shows: 1 to 128 printable ASCII characters without spaces
     * @throws IllegalArgumentException for another name
     */
    public BusSignature(String secret, String sender) {
        this(new Hmac(List.of(secret)), sender, Clock.systemUTC());
    }

    BusSignature(Hmac hmac, String sender, Clock clock) {
        if (!sender.matches(PRINTABLE)) {
            throw new IllegalArgumentException(
                    "the sender \"" + sender + "\" is not 1 to 128 printable ASCII characters without spaces");
        }
        this.hmac = hmac;
        this.sender = sender;
        this.clock = clock;
    }

    /** What signs this body for this address, as headers of the message. Good for one message, within half a minute. */
    public DeliveryOptions sign(String address, JsonObject body) {
        String time = Long.toString(clock.millis());
        String nonce = UUID.randomUUID().toString();
        return new DeliveryOptions()
                .addHeader(SENDER, sender)
                .addHeader(TIME, time)
                .addHeader(NONCE, nonce)
                .addHeader(MAC, hmac.sign(text(address, sender, time, nonce, body)));
    }

    /**
     * Whether the fleet sent this message: it is signed for the address at which it arrived, by this clock within half a
     * minute. Whoever must not be told a thing twice compares epochs.
     */
    public boolean isAuthentic(Message<JsonObject> message) {
        return objection(hmac, clock, message.address(), message.headers(), message.body())
                .isEmpty();
    }

    /** Why a message is not believed; empty if it is. */
    static Optional<String> objection(Hmac hmac, Clock clock, String address, MultiMap headers, JsonObject body) {
        String sender = headers.get(SENDER);
        String time = headers.get(TIME);
        String nonce = headers.get(NONCE);
        String mac = headers.get(MAC);
        if (sender == null || time == null || nonce == null || mac == null) {
            return Optional.of(
                    "it is not signed; it needs the headers " + SENDER + ", " + TIME + ", " + NONCE + " and " + MAC);
        }
        if (!sender.matches(PRINTABLE) || !nonce.matches(PRINTABLE) || !time.matches("[0-9]{1,15}")) {
            return Optional.of("its headers are malformed");
        }
        if (!hmac.isSigned(text(address, sender, time, nonce, body), mac)) {
            return Optional.of("it was not signed with this fleet's secret");
        }
        long age = clock.millis() - Long.parseLong(time);
        return Math.abs(age) <= WINDOW_MILLIS
                ? Optional.empty()
                : Optional.of("it was signed " + age + " ms ago by this node's clock, and may be " + WINDOW_MILLIS);
    }

    private static String text(String address, String sender, String time, String nonce, JsonObject body) {
        return String.join("\n", WORD, address, sender, time, nonce, body.encode());
    }
}

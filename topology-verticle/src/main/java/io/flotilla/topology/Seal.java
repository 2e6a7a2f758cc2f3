package io.flotilla.topology;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Authenticates what nodes tell each other, by an {@link Hmac} over the receiver's life, a count that grows with every
 * message of the sender's life, and the text. So a message cannot be made without the secret, nor sent to another node,
 * nor twice. Without a secret everything is believed. Not thread-safe.
 */
final class Seal {
    private final Hmac hmac;
    private final String way;
    private final Map<String, Long> lastCounts = new HashMap<>();
    private long count;

    /** @param way how the messages travel: what is sealed for one way does not open on another */
    Seal(Hmac hmac, String way) {
        this.hmac = hmac;
        this.way = way;
    }

    JsonObject close(MemberId to, Message message) {
        JsonObject body = MessageJson.write(message);
        if (hmac.isOff()) {
            return body;
        }
        String text = body.encode();
        long number = ++count;
        return new JsonObject()
                .put("text", text)
                .put("count", number)
                .put("mac", hmac.sign(signedText(to, number, text)));
    }

    /** Throws IllegalArgumentException for what is not from this fleet, not for this node, or not new. */
    Message open(MemberId self, JsonObject sealed) {
        try {
            return hmac.isOff() ? MessageJson.read(sealed) : verified(self, sealed);
        } catch (ClassCastException | DecodeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Message verified(MemberId self, JsonObject sealed) {
        String text = sealed.getString("text");
        Long number = sealed.getLong("count");
        if (text == null || number == null || !hmac.isSigned(signedText(self, number, text), sealed.getString("mac"))) {
            throw new IllegalArgumentException("it was not made with this fleet's secret");
        }
        Message message = MessageJson.read(new JsonObject(text));
        if (number <= lastCounts.getOrDefault(message.from().id(), 0L)) {
            throw new IllegalArgumentException("it came before, or late");
        }
        lastCounts.put(message.from().id(), number);
        return message;
    }

    private String signedText(MemberId to, long number, String text) {
        return way + ' ' + to.id() + ' ' + number + ' ' + text;
    }
}

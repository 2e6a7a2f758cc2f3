package io.flotilla.topology;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticates what nodes tell each other, by HMAC-SHA256 (RFC 2104) with the fleet's secret over the receiver's life,
 * a count that grows with every message of the sender's life, and the text. So a message cannot be made without the secret,
 * nor sent to another node, nor twice. Without a secret everything is believed.
 */
final class Seal {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final Map<String, Long> lastCounts = new HashMap<>();
    private long count;
    private long refused;

    Seal(Optional<String> secret) {
        this.mac = secret.map(Seal::macOf).orElse(null);
    }

    private static Mac macOf(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    JsonObject close(MemberId to, Message message) {
        JsonObject body = MessageJson.write(message);
        if (mac == null) {
            return body;
        }
        String text = body.encode();
        long number = ++count;
        return new JsonObject()
                .put("text", text)
                .put("count", number)
                .put("mac", sign(to.id() + ' ' + number + ' ' + text));
    }

    /** Throws IllegalArgumentException for what is not from this fleet, not for this node, or not new. */
    Message open(MemberId self, JsonObject sealed) {
        try {
            return mac == null ? MessageJson.read(sealed) : verified(self, sealed);
        } catch (IllegalArgumentException | ClassCastException | io.vertx.core.json.DecodeException e) {
            refused++;
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Message verified(MemberId self, JsonObject sealed) {
        String text = sealed.getString("text");
        Long number = sealed.getLong("count");
        if (text == null
                || number == null
                || !isSigned(self.id() + ' ' + number + ' ' + text, sealed.getString("mac"))) {
            throw new IllegalArgumentException("it was not made with this fleet's secret");
        }
        Message message = MessageJson.read(new JsonObject(text));
        if (number <= lastCounts.getOrDefault(message.from().id(), 0L)) {
            throw new IllegalArgumentException("it came before, or late");
        }
        lastCounts.put(message.from().id(), number);
        return message;
    }

    /** A text for the shared map. */
    String closeCopy(String text) {
        return mac == null
                ? text
                : new JsonObject()
                        .put("text", text)
                        .put("mac", sign("copy " + text))
                        .encode();
    }

    /** Throws IllegalArgumentException for what is not from this fleet. */
    String openCopy(String sealed) {
        if (mac == null) {
            return sealed;
        }
        try {
            JsonObject json = new JsonObject(sealed);
            String text = json.getString("text");
            if (text != null && isSigned("copy " + text, json.getString("mac"))) {
                return text;
            }
        } catch (ClassCastException | io.vertx.core.json.DecodeException e) {
            // It is refused below.
        }
        refused++;
        throw new IllegalArgumentException("the copy was not made with this fleet's secret");
    }

    /** How much was dropped since the start. */
    long refused() {
        return refused;
    }

    private boolean isSigned(String text, String signature) {
        return signature != null
                && MessageDigest.isEqual(
                        sign(text).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.US_ASCII));
    }

    private String sign(String text) {
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}

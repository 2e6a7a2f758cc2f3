package io.flotilla.topology;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What nodes may send each other: a message is read or refused, and is the same when written and read again; with a secret
 * nothing is opened that was not sealed with it, or was changed since; and no message makes a node throw.
 */
public final class ClusterMessageFuzz {
    private static final MemberId SELF = LoneNode.SELF;
    private static final Hmac HMAC = new Hmac(List.of("secret"));
    private static final String WAY = "message";

    private ClusterMessageFuzz() {}

    /** Jazzer's entry: JSON, whose last byte says which byte of a sealed message is changed. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String text = new String(data, 0, data.length - 1, StandardCharsets.UTF_8);
        copy(text);
        JsonObject json;
        try {
            json = new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            // The event bus makes no JSON object of it.
            return;
        }
        refusedWithSecret(json);
        Message message;
        try {
            message = new Seal(new Hmac(List.of()), WAY).open(SELF, json);
        } catch (IllegalArgumentException e) {
            return;
        }
        Message again =
                MessageJson.read(new JsonObject(MessageJson.write(message).encode()));
        if (!again.equals(message)) {
            throw new AssertionError(message + " became " + again);
        }
        sealed(message, data[data.length - 1] & 0xff);
        LoneNode lone = new LoneNode();
        lone.node().receive(message);
        lone.pass(500);
    }

    private static void copy(String text) {
        SharedCopy.parse(text).filter(copy -> copy.isAuthentic(HMAC)).ifPresent(copy -> {
            throw new AssertionError("opened as a copy: " + text);
        });
    }

    private static void refusedWithSecret(JsonObject json) {
        try {
            throw new AssertionError("opened: " + new Seal(HMAC, WAY).open(SELF, json));
        } catch (IllegalArgumentException e) {
            // As it should be.
        }
    }

    private static void sealed(Message message, int at) {
        JsonObject sealed = new Seal(HMAC, WAY).close(SELF, message);
        Seal receiver = new Seal(HMAC, WAY);
        String text = sealed.getString("text");
        char changed = (char) (text.charAt(at % text.length()) ^ 1);
        String wrong = text.substring(0, at % text.length()) + changed + text.substring(at % text.length() + 1);
        refusedWithSecret(sealed.copy().put("text", wrong));
        refusedWithSecret(sealed.copy().put("count", sealed.getLong("count") + 1 + at));
        if (!receiver.open(SELF, sealed).equals(message)) {
            throw new AssertionError("opened as another one: " + message);
        }
        try {
            throw new AssertionError("opened twice: " + receiver.open(SELF, sealed));
        } catch (IllegalArgumentException e) {
            // As it should be.
        }
    }
}

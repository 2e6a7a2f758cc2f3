package io.flotilla.topology;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The agreed state as the fleet's map holds it: text, so that reading it makes no objects of a sender's choice. The signature
 * covers all of it.
 *
 * @param epoch the state's own
 * @param version the state's own
 * @param state its JSON
 * @param mac the signature; empty without a secret
 */
record SharedCopy(long epoch, long version, String state, String mac) {

    static SharedCopy of(AgreedState state, Hmac hmac) {
        String json = RecordJson.write(state).encode();
        String mac = hmac.isOff() ? "" : hmac.sign(signedText(state.epoch(), state.version(), json));
        return new SharedCopy(state.epoch(), state.version(), json, mac);
    }

    /** What the map holds; empty for what is no copy at all. */
    static Optional<SharedCopy> parse(Object text) {
        if (!(text instanceof String json)) {
            return Optional.empty();
        }
        try {
            SharedCopy copy = RecordJson.read(new JsonObject(json), SharedCopy.class);
            return copy.state == null || copy.mac == null ? Optional.empty() : Optional.of(copy);
        } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }

    String text() {
        return RecordJson.write(this).encode();
    }

    boolean isNewerThan(SharedCopy other) {
        return epoch > other.epoch || (epoch == other.epoch && version > other.version);
    }

    /** Whether the fleet made it. */
    boolean isAuthentic(Hmac hmac) {
        return hmac.isOff() || hmac.isSigned(signedText(epoch, version, state), mac);
    }

    /** The state; throws IllegalArgumentException if this is none. */
    AgreedState read() {
        try {
            return RecordJson.read(new JsonObject(state), AgreedState.class);
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("the shared copy is no state: " + e.getMessage(), e);
        }
    }

    private static String signedText(long epoch, long version, String state) {
        return "copy " + epoch + ' ' + version + ' ' + state;
    }
}

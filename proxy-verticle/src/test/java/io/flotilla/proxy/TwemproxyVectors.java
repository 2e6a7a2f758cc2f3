package io.flotilla.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** Values computed by twemproxy's own C code: hashes of keys, continua, and the server of each key under each hash. */
public final class TwemproxyVectors {
    private static final JsonObject ALL = load();

    private TwemproxyVectors() {}

    /** Key in hexadecimal, to hash name, to value. */
    public static JsonObject hashes() {
        return ALL.getJsonObject("hashes");
    }

    /** Ring name, {@code servers/distribution}, to what is known of it. */
    public static JsonObject rings() {
        return ALL.getJsonObject("rings");
    }

    /** The bytes of a key as the vectors spell it. */
    public static byte[] key(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static JsonObject load() {
        try (InputStream in = TwemproxyVectors.class.getResourceAsStream("twemproxy.json")) {
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

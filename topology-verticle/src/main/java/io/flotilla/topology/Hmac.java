package io.flotilla.topology;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures by HMAC-SHA256 (RFC 2104) with the fleet's secret: the first secret signs, and what any of them has signed is
 * accepted. Every kind of text that is signed begins with a word of its own, so that none can be taken for another. Thread-safe.
 */
final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<Mac> macs;

    /** With no secret, nothing can be signed and nothing is checked. */
    Hmac(List<String> secrets) {
        this.macs = secrets.stream().map(Hmac::macOf).toList();
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

    /** Whether there is no secret. */
    boolean isOff() {
        return macs.isEmpty();
    }

    /** The signature in Base64. */
    String sign(String text) {
        return Base64.getEncoder().encodeToString(compute(macs.get(0), text));
    }

    /** Whether one of the secrets has made this signature; false for anything that is none. */
    boolean isSigned(String text, String signature) {
        byte[] given;
        try {
            given = Base64.getDecoder().decode(signature == null ? "" : signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return macs.stream().anyMatch(mac -> MessageDigest.isEqual(compute(mac, text), given));
    }

    private static byte[] compute(Mac mac, String text) {
        synchronized (mac) {
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}

package io.flotilla.stats;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Who may do what over the admin port. Reading is free. Changing something needs the token (RFC 6750); where none is set, it
 * is free on loopback and refused elsewhere. Used on one event loop; the count may be read by others.
 */
final class AdminGuard {
    private static final Set<String> READING = Set.of("status", "explain");
    private static final Pattern LOOPBACK = Pattern.compile("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|::1|localhost");
    private static final Pattern ADDRESS = Pattern.compile("localhost|\\[::1\\]|[0-9.]+");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(.*)");

    private final String address;
    private final Optional<byte[]> token;
    private final AtomicLong refused = new AtomicLong();

    /**
     * @param address where the port listens
     * @param token what changes need; without one they are for loopback alone
     */
    AdminGuard(String address, Optional<String> token) {
        this.address = address;
        this.token = token.map(AdminGuard::digest);
    }

    /** Whether nobody can change anything here. */
    boolean isClosed() {
        return token.isEmpty() && !isLoopback();
    }

    /** How many requests were refused for want of the token. */
    long refused() {
        return refused.get();
    }

    /** Refuses what a web page of another site could have sent here by a name of its own (DNS rebinding). */
    void checkName(HostAndPort authority) throws HttpProblem {
        if (isLoopback()
                && authority != null
                && !ADDRESS.matcher(authority.host()).matches()) {
            throw HttpProblem.of(403, "not_local", "this port is for local use; its name is not " + authority);
        }
    }

    /** Lets a command pass, or says why not. */
    void checkCommand(HttpServerRequest request, String command) throws HttpProblem {
        if (!READING.contains(command)) {
            checkChange(request);
        }
    }

    private void checkChange(HttpServerRequest request) throws HttpProblem {
        if (isClosed()) {
            refused.incrementAndGet();
            throw HttpProblem.of(
                    403,
                    "no_token",
                    "nothing can be changed over " + address + ": it is not loopback, and this node has no admin token"
                            + " (--admin-token-file)");
        }
        if (token.isEmpty()) {
            return;
        }
        String given = request.getHeader("Authorization");
        var bearer = given == null ? null : BEARER.matcher(given);
        if (bearer == null || !bearer.matches()) {
            throw unauthorized(request, "Bearer", "it needs the header Authorization: Bearer TOKEN");
        }
        if (!MessageDigest.isEqual(token.get(), digest(bearer.group(1).strip()))) {
            throw unauthorized(request, "Bearer error=\"invalid_token\"", "the token is not this node's");
        }
    }

    private HttpProblem unauthorized(HttpServerRequest request, String challenge, String why) {
        refused.incrementAndGet();
        request.response().putHeader("WWW-Authenticate", challenge);
        return HttpProblem.of(401, "unauthorized", why);
    }

    private boolean isLoopback() {
        return LOOPBACK.matcher(address).matches();
    }

    /** Digests are of one length, so comparing them in constant time tells nothing of the token's. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}

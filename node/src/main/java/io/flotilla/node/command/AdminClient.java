package io.flotilla.node.command;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** Asks one node over its admin port. */
public final class AdminClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final String authority;
    private final Optional<String> token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /**
     * @param authority host and port, {@code 127.0.0.1:22223}; a host alone has port 22223
     * @param token what lets it change something, where the node asks for it
     * @throws CommandException if the authority is not one
     */
    public AdminClient(String authority, Optional<String> token) throws CommandException {
        this.token = token;
        String bracketed = authority.chars().filter(c -> c == ':').count() > 1 && !authority.startsWith("[")
                ? "[" + authority + "]"
                : authority;
        boolean hasPort = bracketed.matches(".*[^:]:[0-9]{1,5}") && !bracketed.endsWith("]");
        this.authority = hasPort ? bracketed : bracketed + ":22223";
        try {
            URI root = uri("/");
            if (root.getHost() == null || root.getPort() < 1 || root.getPort() > 65_535) {
                throw new CommandException("'" + authority + "' is not HOST:PORT");
            }
        } catch (IllegalArgumentException malformed) {
            throw new CommandException("'" + authority + "' is not HOST:PORT");
        }
    }

    /** The JSON object that this path answers. */
    JsonObject get(String path) throws CommandException {
        return send(HttpRequest.newBuilder(uri(path)).timeout(ANSWER).build());
    }

    /**
     * Sends a command to the topology and returns the answer.
     *
     * @throws CommandException if the node refuses it, or does not answer within 20 s
     */
    public JsonObject command(JsonObject body) throws CommandException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/topology"))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        try {
            token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        } catch (IllegalArgumentException malformed) {
            throw new CommandException("the admin token has characters that HTTP does not allow");
        }
        return send(request.build());
    }

    private JsonObject send(HttpRequest request) throws CommandException {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (HttpTimeoutException late) {
            throw new CommandException("the node on " + authority + " does not answer in time");
        } catch (ConnectException refused) {
            throw new CommandException("no node answers on " + authority + " (name another with --admin HOST:PORT)");
        } catch (ProtocolException foreign) {
            throw notANode();
        } catch (IOException broken) {
            throw new CommandException("the node on " + authority + " cannot be asked: " + broken.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
        JsonObject body = json(response);
        if (response.statusCode() == 401) {
            throw new CommandException("the node on " + authority + " wants its admin token: "
                    + body.getString("message", "") + " (give it with --token-file FILE or "
                    + AdminToken.VARIABLE + ")");
        }
        if (response.statusCode() / 100 != 2) {
            throw new CommandException(
                    body.getString("message", "the node answered " + response.statusCode() + ": " + body.encode()));
        }
        return body;
    }

    private JsonObject json(HttpResponse<String> response) throws CommandException {
        try {
            return new JsonObject(response.body());
        } catch (DecodeException foreign) {
            throw notANode();
        }
    }

    private CommandException notANode() {
        return new CommandException("what answers on " + authority + " is not a flotilla node's admin port");
    }

    private URI uri(String path) {
        return URI.create("http://" + authority + path);
    }
}

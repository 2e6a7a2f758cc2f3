package io.flotilla.stats;

import io.flotilla.topology.FleetView;
import io.flotilla.topology.StatusJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The HTTP port: metrics, health, statistics and commands for the topology. Every answer but a page or a scrape is JSON. */
final class AdminServer {
    private static final Logger LOG = System.getLogger(AdminServer.class.getName());
    private static final int MAX_BODY = 64 << 10;
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** An answer in the making. */
    private record Answer(int status, String contentType, String body) {}

    @FunctionalInterface
    private interface Route {
        Future<Answer> handle(HttpServerRequest request);
    }

    private final StatsSource source;
    private final Metrics metrics;
    private final FleetView fleet;
    private final AdminGuard guard;
    private final TopologyClient topology;
    private final HttpServer server;
    private final Map<String, Map<HttpMethod, Route>> routes = new TreeMap<>();

    AdminServer(Vertx vertx, StatsSource source, Metrics metrics, FleetView fleet, AdminGuard guard) {
        this.source = source;
        this.metrics = metrics;
        this.fleet = fleet;
        this.guard = guard;
        this.topology = new TopologyClient(vertx.eventBus());
        this.server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60))
                .requestHandler(this::handle);
        routes.put("/", Map.of(HttpMethod.GET, request -> page()));
        routes.put("/metrics", Map.of(HttpMethod.GET, this::scrape));
        routes.put("/health/live", Map.of(HttpMethod.GET, request -> live()));
        routes.put("/health/ready", Map.of(HttpMethod.GET, request -> ready()));
        routes.put("/api/v1/stats", Map.of(HttpMethod.GET, request -> stats()));
        routes.put("/api/v1/topology", Map.of(HttpMethod.GET, request -> status(), HttpMethod.POST, this::command));
    }

    Future<Void> listen(String host, int port) {
        return server.listen(port, host)
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(
                        ListenException.of("admin", host + ":" + port, "--admin-port or --admin-addr", cause)));
    }

    Future<Void> close() {
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        Future<Answer> answer;
        try {
            answer = route(request).handle(request);
        } catch (HttpProblem problem) {
            answer = Future.failedFuture(problem);
        } catch (RuntimeException bug) {
            answer = Future.failedFuture(bug);
        }
        answer.otherwise(AdminServer::failure).onSuccess(done -> send(request, done));
    }

    private Route route(HttpServerRequest request) throws HttpProblem {
        guard.checkName(request.authority());
        Map<HttpMethod, Route> methods = routes.get(request.path());
        if (methods == null) {
            throw HttpProblem.of(404, "not_found", "there is no " + request.path() + "; there are " + routes.keySet());
        }
        HttpMethod method = request.method() == HttpMethod.HEAD ? HttpMethod.GET : request.method();
        Route route = methods.get(method);
        if (route == null) {
            request.response().putHeader("Allow", allowed(methods));
            throw HttpProblem.of(
                    405, "wrong_method", request.path() + " takes " + allowed(methods) + ", not " + request.method());
        }
        return route;
    }

    private static Future<Answer> page() {
        return Future.succeededFuture(new Answer(200, HTML, WebPage.text()));
    }

    private Future<Answer> scrape(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        boolean openMetrics = accept != null && accept.contains("application/openmetrics-text");
        String type = openMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : PROMETHEUS;
        return Future.succeededFuture(new Answer(200, type, metrics.scrape(type)));
    }

    private static Future<Answer> live() {
        return json(200, new JsonObject().put("live", true));
    }

    private Future<Answer> ready() {
        List<String> reasons = source.unready();
        JsonObject body = new JsonObject().put("ready", reasons.isEmpty()).put("reasons", new JsonArray(reasons));
        return json(reasons.isEmpty() ? 200 : 503, body);
    }

    private Future<Answer> stats() {
        return json(200, StatsBody.of(source.snapshot()));
    }

    /** What this node itself knows: the event-bus command of that name asks the coordinator. */
    private Future<Answer> status() {
        return json(200, StatusJson.of(fleet.status()));
    }

    /** Takes JSON only, by its declared type: a page of another site cannot send that without asking first. */
    private Future<Answer> command(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith(JSON)) {
            return Future.failedFuture(HttpProblem.of(415, "wrong_type", "the body must be " + JSON));
        }
        return body(request)
                .compose(buffer -> {
                    try {
                        JsonObject command = parseCommand(buffer);
                        guard.checkCommand(request, command.getString("command"));
                        return Future.succeededFuture(command);
                    } catch (HttpProblem problem) {
                        return Future.failedFuture(problem);
                    }
                })
                .compose(topology::send)
                .compose(reply -> json(200, reply));
    }

    private static JsonObject parseCommand(Buffer buffer) throws HttpProblem {
        JsonObject body;
        try {
            body = new JsonObject(buffer);
        } catch (DecodeException | ClassCastException malformed) {
            throw HttpProblem.of(400, "bad_request", "the body is not a JSON object");
        }
        if (!(body.getValue("command") instanceof String)) {
            throw HttpProblem.of(400, "bad_request", "the body names no \"command\"");
        }
        return body;
    }

    private static Future<Buffer> body(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer buffer = Buffer.buffer();
        request.handler(chunk -> {
            if (buffer.length() + chunk.length() > MAX_BODY) {
                whole.tryFail(HttpProblem.of(413, "too_large", "the body is larger than " + MAX_BODY + " bytes"));
            } else {
                buffer.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(whole::tryFail);
        request.endHandler(end -> whole.tryComplete(buffer));
        return whole.future();
    }

    private static Future<Answer> json(int status, JsonObject body) {
        return Future.succeededFuture(new Answer(status, JSON, body.encodePrettily() + "\n"));
    }

    private static Answer failure(Throwable cause) {
        HttpProblem problem;
        if (cause instanceof HttpProblem refused) {
            problem = refused;
        } else {
            LOG.log(Level.ERROR, "an admin request failed", cause);
            problem = HttpProblem.of(500, "internal", String.valueOf(cause.getMessage()));
        }
        return new Answer(problem.status(), JSON, problem.body().encodePrettily() + "\n");
    }

    private static void send(HttpServerRequest request, Answer answer) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        Buffer body = Buffer.buffer(answer.body());
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", WebPage.POLICY)
                .putHeader("Content-Length", String.valueOf(body.length()));
        if (request.method() == HttpMethod.HEAD) {
            request.response().end();
        } else {
            request.response().end(body);
        }
    }

    private static String allowed(Map<HttpMethod, Route> methods) {
        return methods.keySet().stream()
                .map(HttpMethod::name)
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }
}

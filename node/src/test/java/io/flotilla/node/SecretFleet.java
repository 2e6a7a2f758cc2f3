package io.flotilla.node;

import io.flotilla.testing.FlotillaProcess;
import io.flotilla.testing.FreePorts;
import io.flotilla.testing.RealRedis;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One node of a fleet that has a secret, with two real servers. */
final class SecretFleet implements AutoCloseable {
    static final String SECRET = "correct horse battery";

    private final RealRedis first = RealRedis.started();
    private final RealRedis second = RealRedis.started();
    private final FlotillaProcess node;

    private SecretFleet(String keys, String... options) {
        String yaml = """
                fleet:
                  join: 127.0.0.1
                %spools:
                  alpha:
                    listen: 127.0.0.1:%d
                    redis: true
                    servers:
                     - %s:1 first
                     - %s:1 second
                """.formatted(keys.indent(2), FreePorts.next(), first.address(), second.address());
        this.node = FlotillaProcess.with(yaml)
                .join(List.of("127.0.0.1"))
                .name("n1")
                .options(options)
                .start();
    }

    static SecretFleet started(String... options) {
        return new SecretFleet("secret: " + SECRET, options);
    }

    /** With these keys of the fleet's section instead of the secret alone. */
    static SecretFleet with(String keys) {
        return new SecretFleet(keys);
    }

    FlotillaProcess node() {
        return node;
    }

    /** As of now: what GET shows is up to 100 ms old. */
    JsonObject status() {
        return new JsonObject(node.post("/api/v1/topology", "{\"command\":\"status\"}"));
    }

    /** How often something of this kind was refused. */
    long refused(String what) {
        Matcher matcher = Pattern.compile("flotilla_refused_total\\{what=\"" + what + "\"\\} ([0-9.E]+)")
                .matcher(node.get("/metrics"));
        return matcher.find() ? (long) Double.parseDouble(matcher.group(1)) : -1;
    }

    @Override
    public void close() {
        node.close();
        first.close();
        second.close();
    }
}

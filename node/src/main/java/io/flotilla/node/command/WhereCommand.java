package io.flotilla.node.command;

import io.flotilla.config.ConfigException;
import io.flotilla.config.ConfigReader;
import io.flotilla.config.FlotillaConfig;
import io.flotilla.config.PoolConfig;
import io.flotilla.proxy.ring.Placement;
import io.flotilla.proxy.ring.Router;
import io.flotilla.topology.Topology;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flotilla where}. */
@Command(
        name = "where",
        description = {
            "Tells which server has a key, and why.",
            "Reads the configuration; asks a running node which servers are out, and takes all as in if none runs."
        })
public final class WhereCommand extends AdminCommand {

    @Option(
            names = {"-c", "--conf-file"},
            paramLabel = "FILE",
            description = "The configuration (default: ${DEFAULT-VALUE}).",
            defaultValue = "conf/nutcracker.yml")
    private Path file;

    @Option(names = "--pool", paramLabel = "NAME", description = "Only this pool (default: every one).")
    private String pool;

    @Option(names = "--offline", description = "Do not ask a node: every server counts as in.")
    private boolean offline;

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "Keys, as text in UTF-8.")
    private List<String> keys;

    private String note = "";

    @Override
    JsonObject run() throws CommandException {
        List<PoolConfig> pools = pools(configuration());
        Topology topology = topology();
        JsonArray places = new JsonArray();
        for (PoolConfig each : pools) {
            Router router = Router.of(each);
            keys.forEach(key -> places.add(json(each, router.where(key, topology))));
        }
        return new JsonObject().put("epoch", topology.epoch()).put("note", note).put("places", places);
    }

    private FlotillaConfig configuration() throws CommandException {
        try {
            return ConfigReader.read(file);
        } catch (ConfigException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private List<PoolConfig> pools(FlotillaConfig config) throws CommandException {
        if (pool == null) {
            return config.pools();
        }
        return List.of(config.pool(pool)
                .orElseThrow(() -> new CommandException("there is no pool '" + pool + "' in " + file + "; there are "
                        + String.join(
                                ", ",
                                config.pools().stream().map(PoolConfig::name).toList()))));
    }

    private Topology topology() throws CommandException {
        if (offline) {
            return Topology.INITIAL;
        }
        try {
            return topology(node().get("/api/v1/topology"));
        } catch (CommandException e) {
            if (isNodeNamed()) {
                throw e;
            }
            note = "no node was asked (" + e.getMessage() + "): every server counts as in";
            return Topology.INITIAL;
        }
    }

    private static Topology topology(JsonObject status) {
        SortedMap<String, SortedSet<String>> out = new TreeMap<>();
        JsonObject pools = status.getJsonObject("out", new JsonObject());
        for (String name : pools.fieldNames()) {
            SortedSet<String> servers = new TreeSet<>();
            pools.getJsonArray(name).forEach(server -> servers.add((String) server));
            out.put(name, servers);
        }
        return new Topology(status.getLong("epoch", 0L), out);
    }

    private static JsonObject json(PoolConfig pool, Placement placement) {
        JsonObject json = new JsonObject()
                .put("pool", placement.pool())
                .put("key", placement.key())
                .put("server", placement.server().orElse(null))
                .put(
                        "address",
                        placement.server().map(name -> address(pool, name)).orElse(null))
                .put("home", placement.home().orElse(null))
                .put("hash", placement.keyHash().word())
                .put("distribution", placement.distribution().word())
                .put("hashed", placement.hashed());
        placement.hash().ifPresent(value -> json.put("value", value));
        placement.point().ifPresent(value -> json.put("point", value));
        return json.put("reason", placement.reason());
    }

    private static String address(PoolConfig pool, String server) {
        return pool.servers().get(pool.serverIndex(server)).endpoint().toString();
    }

    @Override
    String text(JsonObject answer) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < answer.getJsonArray("places").size(); i++) {
            JsonObject place = answer.getJsonArray("places").getJsonObject(i);
            text.append(String.format(
                    "%s: %s -> %s%n    %s%n",
                    place.getString("pool"), place.getString("key"), server(place), place.getString("reason")));
        }
        if (!note.isEmpty()) {
            text.append(note).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** The server and its address; a dash where no single server has the key, as the reason says. */
    private static String server(JsonObject place) {
        String server = place.getString("server");
        if (server == null) {
            return "-";
        }
        String address = place.getString("address");
        return server.equals(address) ? server : server + " (" + address + ")";
    }
}

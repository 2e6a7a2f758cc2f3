package io.flotilla.topology;

import io.flotilla.config.FleetConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Connections of this node to every other that it has met: the cluster introduces them to each other, and from then on they
 * reach each other by address, whatever the cluster thinks of who is in it. After a partition that is what makes them one
 * fleet again at once; the cluster may take many seconds. To be used on one context.
 */
final class Links {
    private static final int CONNECT_TIMEOUT = 500;

    private final FleetConfig fleet;
    private final LinkProof proof;
    private final Clock clock;
    private final Runnable onChange;
    private final LinkServer server;
    private final NetClient client;
    private final Map<MemberId, Link> links = new HashMap<>();

    /**
     * @param onMessage is given each sealed message
     * @param onChange called when {@link #reached()} has changed
     */
    Links(
            MemberId self,
            Vertx vertx,
            FleetConfig fleet,
            Hmac hmac,
            Refusals refusals,
            Clock clock,
            Consumer<String> onMessage,
            Runnable onChange) {
        this.fleet = fleet;
        this.proof = new LinkProof(hmac);
        this.clock = clock;
        this.onChange = onChange;
        this.server = new LinkServer(self, vertx, serverOptions(fleet), proof, refusals, onMessage);
        this.client = vertx.createNetClient(clientOptions(fleet));
    }

    private static NetServerOptions serverOptions(FleetConfig fleet) {
        NetServerOptions options = new NetServerOptions().setHost(fleet.bind()).setPort(0);
        fleet.security().tls().ifPresent(tls -> {
            MutualTls.apply(options, tls);
            options.setClientAuth(ClientAuth.REQUIRED);
        });
        return options;
    }

    /** As on the event bus, any certificate of the fleet's authority is any node's. */
    private static NetClientOptions clientOptions(FleetConfig fleet) {
        NetClientOptions options =
                new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT).setLocalAddress(fleet.bind());
        fleet.security().tls().ifPresent(tls -> {
            MutualTls.apply(options, tls);
            options.setTrustAll(false).setHostnameVerificationAlgorithm("");
        });
        return options;
    }

    /** Listens for the links of others. */
    Future<LinkAddress> listen() {
        return server.listen(fleet.bind());
    }

    /** Where others reach this node; null until it listens. */
    LinkAddress address() {
        return server.address();
    }

    /** A node has said where it listens. An earlier life of it is forgotten. */
    void meet(MemberId node, LinkAddress address) {
        Link known = links.get(node);
        if (known != null && known.address().equals(address)) {
            return;
        }
        forget(node);
        Set.copyOf(links.keySet()).stream()
                .filter(other -> other.name().equals(node.name()))
                .forEach(this::forget);
        Link link = new Link(node, address, client, proof, clock, onChange);
        links.put(node, link);
        link.tick();
    }

    /** A node's life is over. */
    void forget(MemberId node) {
        Link link = links.remove(node);
        if (link != null) {
            link.close();
            onChange.run();
        }
    }

    /** To be called often. */
    void tick() {
        links.values().forEach(Link::tick);
        links.values().removeIf(Link::isForgotten);
    }

    /** Who has answered lately, over a link. */
    Set<MemberId> reached() {
        Set<MemberId> reached = new HashSet<>();
        links.forEach((node, link) -> {
            if (link.isUp()) {
                reached.add(node);
            }
        });
        return reached;
    }

    /** Whether there is a link that is up to this node. */
    boolean isUp(MemberId node) {
        Link link = links.get(node);
        return link != null && link.isUp();
    }

    /** Sends, if the link is up. */
    void send(MemberId to, JsonObject sealed) {
        links.get(to).send(sealed.encode());
    }

    void close() {
        Set.copyOf(links.keySet()).forEach(this::forget);
        server.close();
        client.close();
    }
}

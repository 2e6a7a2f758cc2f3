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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Connections of this node to every other that it has met: the cluster introduces them to each other, and from then on they
 * reach each other by address, whatever the cluster thinks of who is in it. After a partition that is what makes them one
 * fleet again at once; the cluster may take many seconds. To be used on one context.
 */
final class Links {
    private static final int CONNECT_TIMEOUT = 500;
    /** One whose packets are lost must not keep another from being tried for long. */
    private static final int HANDSHAKE_TIMEOUT = 1500;
    /** In seconds. A node that is there asks twice a second whether this one is. */
    private static final int IDLE_LIMIT = 5;

    private final FleetConfig fleet;
    private final LinkProof proof;
    private final Clock clock;
    private final Runnable onChange;
    private final LinkServer server;
    private final NetClient client;
    private final Map<MemberId, Link> links = new HashMap<>();
    /** Ids of lives that are over, as their last word or a later life said: what else they said may come after that. */
    private final Set<String> over = new HashSet<>();

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
        NetServerOptions options =
                new NetServerOptions().setHost(fleet.bind()).setPort(0).setReadIdleTimeout(IDLE_LIMIT);
        fleet.security().tls().ifPresent(tls -> {
            MutualTls.apply(options, tls);
            options.setClientAuth(ClientAuth.REQUIRED)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT);
        });
        return options;
    }

    /** As on the event bus, any certificate of the fleet's authority is any node's. */
    private static NetClientOptions clientOptions(FleetConfig fleet) {
        NetClientOptions options =
                new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT).setLocalAddress(fleet.bind());
        fleet.security().tls().ifPresent(tls -> {
            MutualTls.apply(options, tls);
            options.setTrustAll(false)
                    .setHostnameVerificationAlgorithm("")
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT);
        });
        return options;
    }

    /** Listens for the links of others. */
    Future<LinkAddress> listen() {
        return server.listen(fleet.bind());
    }

    /** Where others reach this node; null while it does not listen. */
    LinkAddress address() {
        return server.address();
    }

    /** A node has said where it listens. An earlier life of it is over. */
    void meet(MemberId node, LinkAddress address) {
        Link known = links.get(node);
        if (over.contains(node.id()) || (known != null && known.address().equals(address))) {
            return;
        }
        drop(node);
        Set.copyOf(links.keySet()).stream()
                .filter(other -> other.name().equals(node.name()))
                .forEach(this::leave);
        Link link = new Link(node, address, client, proof, clock, onChange);
        links.put(node, link);
        link.tick();
    }

    /** A node's life is over. */
    void leave(MemberId node) {
        over.add(node.id());
        drop(node);
    }

    private void drop(MemberId node) {
        Link link = links.remove(node);
        if (link != null) {
            link.close();
            onChange.run();
        }
    }

    /** To be called often. */
    void tick() {
        links.values().forEach(Link::tick);
        List.copyOf(links.keySet()).stream()
                .filter(node -> links.get(node).isForgotten())
                .forEach(this::drop);
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

    /** Nobody is told that nobody is reached any more. */
    void close() {
        links.values().forEach(Link::close);
        links.clear();
        server.close();
        client.close();
    }
}

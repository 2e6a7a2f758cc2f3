package io.flotilla.topology;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Messages between nodes: over their {@link Links}, and by the event bus, with one address for each life of a node, as long as
 * they have not met.
 */
final class NodeTransport implements Transport {
    private static final String ADDRESS = "flotilla.topology.node.";
    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(2000);

    private final MemberId self;
    private final Context context;
    private final EventBus bus;
    private final Refusals refusals;
    private final Consumer<Message> receiver;
    /** Each way has counts of its own, since a message on one can overtake one on the other. */
    private final Seal busSeal;

    private final Seal linkSeal;
    private final Links links;
    private MessageConsumer<Object> consumer;

    /** @param linksTo makes the links, given what takes their messages; null for a node that stands alone */
    NodeTransport(
            MemberId self,
            Context context,
            EventBus bus,
            Hmac hmac,
            Refusals refusals,
            Function<Consumer<String>, Links> linksTo,
            Consumer<Message> receiver) {
        this.self = self;
        this.context = context;
        this.bus = bus;
        this.refusals = refusals;
        this.receiver = receiver;
        this.busSeal = new Seal(hmac, "message");
        this.linkSeal = new Seal(hmac, "link-message");
        this.links = linksTo == null ? null : linksTo.apply(this::receiveByLink);
    }

    /** Messages are received from now on. Fails when there is no port to be had. */
    Future<?> listen() {
        if (links == null) {
            return Future.succeededFuture();
        }
        return links.listen()
                .onSuccess(bound -> consumer = bus.consumer(ADDRESS + self.id(), m -> receiveByBus(m.body())));
    }

    // ---- receiving

    private void receiveByBus(Object body) {
        if (body instanceof JsonObject json) {
            receive(busSeal, json);
        } else {
            refusals.add(Refusals.What.MESSAGE, "it is no JSON object");
        }
    }

    private void receiveByLink(String text) {
        try {
            receive(linkSeal, new JsonObject(text));
        } catch (DecodeException e) {
            refusals.add(Refusals.What.MESSAGE, "it is no JSON object");
        }
    }

    private void receive(Seal seal, JsonObject sealed) {
        Message message;
        try {
            message = seal.open(self, sealed);
        } catch (IllegalArgumentException e) {
            refusals.add(Refusals.What.MESSAGE, e.getMessage());
            return;
        }
        if (message instanceof Message.Hello hello && hello.link() != null) {
            links.meet(hello.from(), hello.link());
        } else if (message instanceof Message.Left left) {
            links.leave(left.from());
        }
        receiver.accept(message);
    }

    // ---- sending

    @Override
    public void send(MemberId to, Message message) {
        if (to.equals(self)) {
            context.runOnContext(v -> receiver.accept(message));
        } else if (links.isUp(to)) {
            links.send(to, linkSeal.close(to, introduced(message)));
        } else {
            bus.send(ADDRESS + to.id(), busSeal.close(to, introduced(message)), OPTIONS);
        }
    }

    private Message introduced(Message message) {
        return message instanceof Message.Hello ? new Message.Hello(self, links.address()) : message;
    }

    /** To be called often. */
    void tick() {
        if (links != null) {
            links.tick();
        }
    }

    /** Who is there by its link, whether the cluster sees it or not. */
    Set<MemberId> reached() {
        return links == null ? Set.of() : links.reached();
    }

    void close() {
        if (consumer != null) {
            consumer.unregister();
        }
        if (links != null) {
            links.close();
        }
    }
}

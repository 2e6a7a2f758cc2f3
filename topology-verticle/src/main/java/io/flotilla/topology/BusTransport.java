package io.flotilla.topology;

import io.vertx.core.Context;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Messages between nodes by the event bus, one address for each life of a node. */
final class BusTransport implements Transport {
    private static final System.Logger LOG = System.getLogger(BusTransport.class.getName());
    private static final String ADDRESS = "flotilla.topology.node.";

    private final MemberId self;
    private final Context context;
    private final EventBus bus;
    private final Consumer<Message> receiver;
    private final MessageConsumer<JsonObject> consumer;

    BusTransport(MemberId self, Context context, EventBus bus, boolean alone, Consumer<Message> receiver) {
        this.self = self;
        this.context = context;
        this.bus = bus;
        this.receiver = receiver;
        this.consumer = alone ? null : bus.consumer(ADDRESS + self.id(), message -> receive(message.body()));
    }

    private void receive(JsonObject body) {
        Message message;
        try {
            message = MessageJson.read(body);
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "a message was dropped: {0}", e.getMessage());
            return;
        }
        receiver.accept(message);
    }

    @Override
    public void send(MemberId to, Message message) {
        if (to.equals(self)) {
            context.runOnContext(v -> receiver.accept(message));
        } else {
            bus.send(ADDRESS + to.id(), MessageJson.write(message), new DeliveryOptions().setSendTimeout(2000));
        }
    }

    void close() {
        if (consumer != null) {
            consumer.unregister();
        }
    }
}

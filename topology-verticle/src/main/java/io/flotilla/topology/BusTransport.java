package io.flotilla.topology;

import io.vertx.core.Context;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Messages between nodes by the event bus, one address for each life of a node. */
final class BusTransport implements Transport {
    private static final String ADDRESS = "flotilla.topology.node.";

    private final MemberId self;
    private final Context context;
    private final EventBus bus;
    private final Seal seal;
    private final Refusals refusals;
    private final Consumer<Message> receiver;
    private final MessageConsumer<Object> consumer;

    BusTransport(
            MemberId self,
            Context context,
            EventBus bus,
            Seal seal,
            Refusals refusals,
            boolean alone,
            Consumer<Message> receiver) {
        this.self = self;
        this.context = context;
        this.bus = bus;
        this.seal = seal;
        this.refusals = refusals;
        this.receiver = receiver;
        this.consumer = alone ? null : bus.consumer(ADDRESS + self.id(), message -> receive(message.body()));
    }

    private void receive(Object body) {
        if (!(body instanceof JsonObject json)) {
            refusals.add(Refusals.What.MESSAGE, "it is no JSON object");
            return;
        }
        Message message;
        try {
            message = seal.open(self, json);
        } catch (IllegalArgumentException e) {
            refusals.add(Refusals.What.MESSAGE, e.getMessage());
            return;
        }
        receiver.accept(message);
    }

    @Override
    public void send(MemberId to, Message message) {
        if (to.equals(self)) {
            context.runOnContext(v -> receiver.accept(message));
        } else {
            bus.send(ADDRESS + to.id(), seal.close(to, message), new DeliveryOptions().setSendTimeout(2000));
        }
    }

    void close() {
        if (consumer != null) {
            consumer.unregister();
        }
    }
}

package io.flotilla.topology;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** {@link Message} as JSON; {@code type} says which. */
final class MessageJson {
    private static final Map<String, Class<? extends Message>> TYPES = types();

    private MessageJson() {}

    static Map<String, Class<? extends Message>> types() {
        Map<String, Class<? extends Message>> types = new HashMap<>();
        Deque<Class<?>> open = new ArrayDeque<>();
        open.add(Message.class);
        while (!open.isEmpty()) {
            for (Class<?> type : open.remove().getPermittedSubclasses()) {
                if (type.isRecord()) {
                    types.put(type.getSimpleName(), type.asSubclass(Message.class));
                } else {
                    open.add(type);
                }
            }
        }
        return Map.copyOf(types);
    }

    static JsonObject write(Message message) {
        return RecordJson.write((Record) message).put("type", message.getClass().getSimpleName());
    }

    /** Throws IllegalArgumentException for what is no message. */
    static Message read(JsonObject json) {
        Class<? extends Message> type = json.getValue("type") instanceof String name ? TYPES.get(name) : null;
        if (type == null) {
            throw new IllegalArgumentException("unknown type of message: " + json.getValue("type"));
        }
        return RecordJson.read(json, type);
    }
}

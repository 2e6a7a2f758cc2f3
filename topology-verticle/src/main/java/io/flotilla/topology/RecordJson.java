package io.flotilla.topology;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as JSON objects, by the names of their components: numbers, booleans, texts, enums, other records, and lists of
 * these. Reading is strict: a value of another kind, or none where one must be, is refused.
 */
final class RecordJson {
    /** What reflection tells of a record class; looked up once, since each look-up copies. */
    private record Shape(RecordComponent[] components, Constructor<?> constructor) {}

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                components[i].getAccessor().setAccessible(true);
                types[i] = components[i].getType();
            }
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return new Shape(components, constructor);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    private RecordJson() {}

    static JsonObject write(Record value) {
        JsonObject json = new JsonObject();
        for (RecordComponent c : SHAPES.get(value.getClass()).components()) {
            json.put(c.getName(), toJson(valueOf(c, value)));
        }
        return json;
    }

    private static Object valueOf(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object toJson(Object value) {
        if (value instanceof Record nested) {
            return write(nested);
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(e -> array.add(toJson(e)));
            return array;
        }
        return value instanceof Enum<?> constant ? constant.name() : value;
    }

    /** Throws IllegalArgumentException when the JSON does not describe such a record. */
    static <T> T read(JsonObject json, Class<T> type) {
        Shape shape = SHAPES.get(type);
        RecordComponent[] components = shape.components();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = fromJson(json.getValue(components[i].getName()), components[i].getGenericType());
            if (values[i] == null && !components[i].isAnnotationPresent(MayBeAbsent.class)) {
                throw new IllegalArgumentException(type.getSimpleName() + " without " + components[i].getName());
            }
        }
        try {
            return type.cast(shape.constructor().newInstance(values));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + json, e);
        }
    }

    private static Object fromJson(Object value, Type type) {
        if (value == null) {
            return null;
        }
        if (type instanceof ParameterizedType list && value instanceof JsonArray array) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                Object element = fromJson(array.getValue(i), list.getActualTypeArguments()[0]);
                if (element == null) {
                    throw new IllegalArgumentException("a list with nothing in it at " + i);
                }
                values.add(element);
            }
            return values;
        }
        if (type instanceof Class<?> plain) {
            return plainFromJson(value, plain);
        }
        throw new IllegalArgumentException(value + " is no " + type);
    }

    private static Object plainFromJson(Object value, Class<?> type) {
        if (type == long.class && value instanceof Number number) {
            return number.longValue();
        }
        if (type == int.class && value instanceof Number number) {
            return number.intValue();
        }
        if (type == boolean.class && value instanceof Boolean || type == String.class && value instanceof String) {
            return value;
        }
        if (type.isEnum() && value instanceof String name) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
        }
        if (type.isRecord() && value instanceof JsonObject object) {
            return read(object, type);
        }
        throw new IllegalArgumentException(value + " is no " + type.getSimpleName());
    }
}

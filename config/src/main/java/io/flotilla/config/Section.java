package io.flotilla.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One mapping of the file whose keys are known: a pool, or {@code fleet:}. Gives typed values and reports faults. */
final class Section {
    /** An item of a list, or a single value, with its line. */
    record Item<T>(T value, String text, int line) {}

    private final String place;
    private final int line;
    private final boolean flowAllowed;
    private final FaultList faults;
    private final Map<String, YamlNode> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /**
     * Takes a mapping apart; unknown and duplicate keys are reported.
     *
     * @param place what faults call it, for example {@code pool 'alpha'}
     * @param line the line of its own key
     * @param known the keys allowed
     * @param elsewhere the keys that another form of the file allows, so that a fault can say so
     * @param flowAllowed whether lists may be written in brackets
     */
    Section(
            String place,
            int line,
            YamlNode.Mapping mapping,
            List<Key<?>> known,
            List<Key<?>> elsewhere,
            boolean flowAllowed,
            FaultList faults) {
        this.place = place;
        this.line = line;
        this.flowAllowed = flowAllowed;
        this.faults = faults;
        List<String> names = known.stream().map(Key::name).toList();
        List<String> elsewhereNames = elsewhere.stream().map(Key::name).toList();
        for (YamlNode.Entry entry : mapping.entries()) {
            String name = entry.key().text();
            int at = entry.key().line();
            if (elsewhereNames.contains(name)) {
                fault(at, "key \"" + name + "\" is allowed only in the long form, with the pools under \"pools:\"");
            } else if (!names.contains(name)) {
                fault(
                        at,
                        "unknown key \"" + name + '"' + Suggestion.text(name, names) + ", allowed: "
                                + String.join(", ", names));
            } else if (values.putIfAbsent(name, entry.value()) != null) {
                fault(at, "key \"" + name + "\" is a duplicate, first in line " + lines.get(name));
            } else {
                lines.put(name, at);
            }
        }
    }

    boolean has(Key<?> key) {
        return values.containsKey(key.name());
    }

    /** The line of a key, or of the whole section if the key is missing. */
    int line(Key<?> key) {
        return lines.getOrDefault(key.name(), line);
    }

    /** The key's value; its standard value if it is missing or faulty. */
    <T> T get(Key<T> key) {
        YamlNode node = values.get(key.name());
        if (node == null) {
            return key.standard();
        }
        Item<T> item = scalar(key, node);
        return item == null ? key.standard() : item.value();
    }

    /** As {@link #get}, and a fault if the key is missing; null if missing or faulty. */
    <T> T require(Key<T> key) {
        if (!has(key)) {
            missing(key);
            return null;
        }
        return get(key);
    }

    /** The items of a list that must be there, without the faulty ones. */
    <T> List<Item<T>> requireList(Key<T> key) {
        if (!has(key)) {
            missing(key);
            return List.of();
        }
        YamlNode node = values.get(key.name());
        if (!(node instanceof YamlNode.Sequence sequence)) {
            wrong(key, node, null);
            return List.of();
        }
        if (sequence.flow() && !flowAllowed) {
            fault(
                    node.line(),
                    "key \"" + key.name() + "\": found a list in brackets, allowed: one \"- item\" per line");
        } else if (sequence.items().isEmpty()) {
            fault(node.line(), "key \"" + key.name() + "\": found an empty list, allowed: one item or more");
        }
        return items(key, sequence);
    }

    /** The items of a list that must be there and may also be written as one scalar. */
    <T> List<Item<T>> requireListOrScalar(Key<T> key) {
        if (values.get(key.name()) instanceof YamlNode.Scalar scalar) {
            Item<T> item = scalar(key, scalar);
            return item == null ? List.of() : List.of(item);
        }
        return requireList(key);
    }

    private <T> List<Item<T>> items(Key<T> key, YamlNode.Sequence sequence) {
        List<Item<T>> items = new ArrayList<>();
        for (YamlNode node : sequence.items()) {
            Item<T> item = scalar(key, node);
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private <T> Item<T> scalar(Key<T> key, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && !scalar.absent()) {
            try {
                return new Item<>(key.parser().parse(scalar.text()), scalar.text(), scalar.line());
            } catch (BadValue e) {
                wrong(key, node, e.getMessage());
                return null;
            }
        }
        wrong(key, node, null);
        return null;
    }

    private void missing(Key<?> key) {
        fault(line, "key \"" + key.name() + "\" is missing, allowed: " + key.allowed());
    }

    private void wrong(Key<?> key, YamlNode node, String problem) {
        if (node instanceof YamlNode.Broken) {
            return;
        }
        String found = key.secret() ? hidden(node) : node.found();
        fault(
                node.line(),
                "key \"" + key.name() + "\": found " + found + (problem == null ? "" : " (" + problem + ")")
                        + ", allowed: " + key.allowed());
    }

    private static String hidden(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.text().isEmpty() ? node.found() : "a value not shown here";
        }
        return node instanceof YamlNode.Sequence ? "a list" : "a mapping";
    }

    /** Reports a fault of this section. */
    void fault(int at, String text) {
        faults.add(at, place + ": " + text);
    }
}

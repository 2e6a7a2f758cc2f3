package io.flotilla.config;

import java.util.List;
import java.util.stream.Collectors;

/** A piece of YAML with the line it begins on (counted from 1). Scalars are kept as text: the keys decide on types. */
sealed interface YamlNode {
    int line();

    /** How a fault names this value. */
    String found();

    /** A scalar. {@code absent} is a plain scalar without a character, as after {@code key:} with nothing behind it. */
    record Scalar(String text, boolean absent, int line) implements YamlNode {
        @Override
        public String found() {
            return absent ? "nothing" : '"' + text + '"';
        }
    }

    /** A sequence. */
    record Sequence(List<YamlNode> items, boolean flow, int line) implements YamlNode {
        @Override
        public String found() {
            if (flow && items.stream().allMatch(Scalar.class::isInstance)) {
                return items.stream()
                        .map(i -> ((Scalar) i).text())
                        .collect(Collectors.joining(", ", "the list [", "]"));
            }
            return "a list";
        }
    }

    /** A mapping, its entries in the order of the file, duplicates included. */
    record Mapping(List<Entry> entries, boolean flow, int line) implements YamlNode {
        @Override
        public String found() {
            return flow && entries.isEmpty() ? "an empty mapping {}" : "a mapping";
        }
    }

    /** Something already reported as a fault: readers pass over it in silence. */
    record Broken(int line) implements YamlNode {
        @Override
        public String found() {
            return "something unreadable";
        }
    }

    /** One {@code key: value} of a mapping. */
    record Entry(Scalar key, YamlNode value) {}
}

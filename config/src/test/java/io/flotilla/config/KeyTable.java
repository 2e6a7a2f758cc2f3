package io.flotilla.config;

import java.util.List;

/** The tables of docs/configuration.md, made from the keys themselves. */
final class KeyTable {
    private KeyTable() {}

    static String of(List<Key<?>> keys, boolean withNutcracker) {
        StringBuilder table = new StringBuilder();
        table.append("| key | type | default | allowed | meaning |").append(withNutcracker ? " nutcracker |\n" : "\n");
        table.append("|---|---|---|---|---|").append(withNutcracker ? "---|\n" : "\n");
        for (Key<?> key : keys) {
            table.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(key.type())
                    .append(" | ");
            table.append(key.standardText()).append(" | ").append(key.allowed()).append(" | ");
            table.append(key.meaning()).append(" |");
            if (withNutcracker) {
                table.append(key.nutcracker().isEmpty() ? " the same |" : " " + key.nutcracker() + " |");
            }
            table.append('\n');
        }
        return table.toString();
    }
}

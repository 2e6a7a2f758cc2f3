package io.flotilla.proxy.redis;

import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The reply to INFO: sections of {@code key:value} lines. */
final class InfoText {
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    /** A server's reply: a bulk string, or a verbatim string behind its {@code txt:}. */
    static InfoText of(ByteBuf reply) {
        int start = reply.indexOf(0, reply.writerIndex(), (byte) '\n') + (reply.getByte(0) == '=' ? 5 : 1);
        int length = Math.max(0, reply.writerIndex() - 2 - start);
        return parse(reply.toString(start, length, StandardCharsets.ISO_8859_1));
    }

    private static InfoText parse(String text) {
        InfoText info = new InfoText();
        Map<String, String> section = null;
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("# ")) {
                section = info.section(line.substring(2).trim());
            } else if (colon > 0 && section != null) {
                section.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    /** The lines of a section, which is added at the end if it is new. */
    Map<String, String> section(String name) {
        return sections.computeIfAbsent(name, n -> new LinkedHashMap<>());
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    /** What several servers say, as one; see {@link InfoRules}. */
    static InfoText merge(List<InfoText> all) {
        InfoText merged = new InfoText();
        for (InfoText one : all) {
            one.sections.forEach((name, lines) -> {
                Map<String, String> to = merged.section(name);
                lines.keySet().forEach(key -> to.putIfAbsent(key, null));
            });
        }
        merged.sections.forEach((name, lines) -> lines.replaceAll((key, none) -> {
            List<String> values = new ArrayList<>();
            for (InfoText one : all) {
                String value = one.sections.getOrDefault(name, Map.of()).get(key);
                if (value != null) {
                    values.add(value);
                }
            }
            return InfoRules.merge(name, key, values);
        }));
        return merged;
    }

    /** Writes every {@code x_human} line again from its {@code x}. */
    void humanize() {
        for (Map<String, String> lines : sections.values()) {
            lines.replaceAll((key, value) -> {
                String bytes = key.endsWith("_human") ? lines.get(key.substring(0, key.length() - 6)) : null;
                return bytes == null ? value : human(Long.parseLong(bytes));
            });
        }
    }

    private static String human(long bytes) {
        if (bytes < 1024) {
            return bytes + "B";
        }
        double n = bytes;
        int unit = -1;
        for (; n >= 1024 && unit < 4; unit++) {
            n /= 1024;
        }
        return String.format(Locale.ROOT, "%.2f%s", n, "KMGTP".charAt(unit));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        sections.forEach((name, lines) -> {
            text.append(text.isEmpty() ? "# " : "\r\n# ").append(name).append("\r\n");
            lines.forEach(
                    (key, value) -> text.append(key).append(':').append(value).append("\r\n"));
        });
        return text.toString();
    }

    /** The sum of decimal numbers; the first value if one is no number. */
    static String sum(List<String> values) {
        try {
            BigDecimal sum = BigDecimal.ZERO;
            for (String value : values) {
                sum = sum.add(new BigDecimal(value));
            }
            return sum.toPlainString();
        } catch (NumberFormatException e) {
            return values.get(0);
        }
    }

    /** The values {@code a=1,b=2} of several servers, each name's by {@code rule}. */
    static String fields(List<String> values, Function<String, Function<List<String>, String>> rule) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (String value : values) {
            for (String field : value.split(",")) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    byName.computeIfAbsent(field.substring(0, equals), n -> new ArrayList<>())
                            .add(field.substring(equals + 1));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        byName.forEach((name, all) -> text.append(text.isEmpty() ? "" : ",")
                .append(name)
                .append('=')
                .append(rule.apply(name).apply(all)));
        return text.toString();
    }
}

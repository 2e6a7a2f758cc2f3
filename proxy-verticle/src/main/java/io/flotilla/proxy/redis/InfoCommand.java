package io.flotilla.proxy.redis;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code INFO [section ...]}: what the proxy says of itself, in Redis's form. Clients ask for it when they connect, to see
 * whether the server is loading and whether it is a master.
 */
final class InfoCommand {
    private InfoCommand() {}

    static byte[] reply(Words words, int version) {
        StringBuilder text = new StringBuilder();
        sections().forEach((name, fields) -> {
            if (isAsked(words, name)) {
                text.append(text.isEmpty() ? "# " : "\r\n# ").append(name).append("\r\n");
                fields.forEach((field, value) ->
                        text.append(field).append(':').append(value).append("\r\n"));
            }
        });
        return new Resp(version).text(text.toString()).toBytes();
    }

    private static boolean isAsked(Words words, String section) {
        if (words.count() == 1) {
            return true;
        }
        for (int i = 1; i < words.count(); i++) {
            if (words.is(i, section.toUpperCase(java.util.Locale.ROOT))
                    || words.is(i, "ALL")
                    || words.is(i, "DEFAULT")
                    || words.is(i, "EVERYTHING")) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Map<String, Object>> sections() {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("redis_version", HelloCommand.REDIS_VERSION);
        server.put("redis_mode", "standalone");
        server.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        server.put("process_id", ProcessHandle.current().pid());
        server.put("uptime_in_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
        sections.put("Server", server);
        sections.put("Persistence", Map.of("loading", 0));
        sections.put("Replication", Map.of("role", "master"));
        sections.put("Cluster", Map.of("cluster_enabled", 0));
        return sections;
    }
}

package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.client.PoolLoop;
import io.flotilla.proxy.route.Request;
import io.flotilla.proxy.route.Split;
import io.flotilla.stats.NodeIdentity;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * INFO: the servers' texts merged, the lines by which clients judge a server, and a section about the proxy. A server that
 * does not answer is left out: a client must be able to connect while one is down.
 */
final class InfoMerge extends Split {
    private static final Set<String> WHOLE = Set.of("all", "default", "everything");

    private final ClientSession session;
    private final PoolLoop pool;
    private final RedisShared shared;
    private final int resp;
    private final Set<String> wanted = new TreeSet<>();
    private final BitSet answered = new BitSet();

    InfoMerge(ClientSession session, RedisShared shared, int resp, Request whole, int fragments, Words words) {
        super(session.pool().loop().requests(), whole, fragments);
        this.session = session;
        this.pool = session.pool();
        this.shared = shared;
        this.resp = resp;
        for (int i = 1; i < words.count(); i++) {
            wanted.add(words.text(i).toLowerCase(Locale.ROOT));
        }
    }

    @Override
    protected void merge() {
        List<InfoText> texts = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (failure(i) == null) {
                ByteBuf reply = takeReply(i);
                if (!RedisMerge.isError(reply)) {
                    texts.add(InfoText.of(reply));
                    answered.set(serverOf(i));
                }
                reply.release();
            }
        }
        InfoText info = InfoText.merge(texts);
        ownLines(info);
        info.humanize();
        if (wants("Flotilla")) {
            describeProxy(info.section("Flotilla"));
        }
        session.onReply(whole(), new Resp(resp).text(info.toString()).toBytes());
    }

    private boolean wants(String section) {
        return wanted.isEmpty()
                || wanted.contains(section.toLowerCase(Locale.ROOT))
                || wanted.stream().anyMatch(WHOLE::contains);
    }

    /** What is true of the proxy and not of a server, also when no server answered. */
    private void ownLines(InfoText info) {
        if (wants("Server")) {
            Map<String, String> server = info.section("Server");
            String version = server.get("redis_version");
            if (version != null) {
                shared.serversHaveVersion(version);
            } else {
                String known = shared.serverVersion();
                server.put("redis_version", known == null ? RedisShared.ASSUMED_VERSION : known);
            }
            server.put("redis_mode", "standalone");
        }
        if (wants("Clients")) {
            info.section("Clients").put("connected_clients", Integer.toString(shared.clients()));
        }
        if (wants("Persistence")) {
            info.section("Persistence").put("loading", "0");
        }
        if (wants("Replication")) {
            Map<String, String> replication = info.section("Replication");
            replication
                    .keySet()
                    .removeIf(key -> key.matches("(slave\\d+|slave_.*|master_(host|port|link|last|sync).*)"));
            replication.put("role", "master");
            replication.putIfAbsent("connected_slaves", "0");
        }
        if (wants("Cluster")) {
            info.section("Cluster").put("cluster_enabled", "0");
        }
    }

    private void describeProxy(Map<String, String> lines) {
        NodeIdentity node = shared.node();
        lines.put("flotilla_version", node.version());
        lines.put("flotilla_node", node.name());
        lines.put("flotilla_pool", pool.config().name());
        lines.put("flotilla_epoch", Long.toString(shared.epoch()));
        lines.put("flotilla_servers", Integer.toString(pool.servers()));
        lines.put("flotilla_servers_in", Integer.toString(pool.ring().size()));
        for (int i = 0; i < pool.servers(); i++) {
            String state = !pool.ring().contains(i) ? "out" : answered.get(i) ? "in" : "in,no_answer";
            lines.put("flotilla_server" + i, "name=" + pool.link(i).config().name() + ",state=" + state);
        }
    }
}

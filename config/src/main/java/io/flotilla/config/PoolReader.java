package io.flotilla.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the pools of a file. */
final class PoolReader {
    /** Nutcracker's order of servers and of pools, which modula's indexes and equal ring points depend on. */
    private static final Comparator<String> NUTCRACKER_ORDER = Comparator.comparingInt(
                    (String name) -> name.getBytes(StandardCharsets.UTF_8).length)
            .thenComparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final boolean longForm;
    private final Path folder;
    private final Predicate<String> resolves;
    private final FaultList faults;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<Endpoint, String> listeners = new LinkedHashMap<>();
    private final List<PoolConfig> pools = new ArrayList<>();

    /**
     * A reader.
     *
     * @param longForm whether the pools may have more than nutcracker's keys
     * @param folder what a relative path is relative to
     * @param resolves whether a listener's host can be resolved
     */
    PoolReader(boolean longForm, Path folder, Predicate<String> resolves, FaultList faults) {
        this.longForm = longForm;
        this.folder = folder;
        this.resolves = resolves;
        this.faults = faults;
    }

    /** The pools in nutcracker's order. Complete only if no fault was reported. */
    List<PoolConfig> read(YamlNode.Mapping mapping) {
        if (mapping.flow() && !longForm) {
            faults.add(mapping.line(), "found a mapping in braces, allowed: one \"key: value\" per line");
        }
        for (YamlNode.Entry entry : mapping.entries()) {
            pool(entry);
        }
        pools.sort(Comparator.comparing(PoolConfig::name, NUTCRACKER_ORDER));
        return pools;
    }

    private void pool(YamlNode.Entry entry) {
        String name = entry.key().text();
        int line = entry.key().line();
        Integer first = lines.putIfAbsent(name, line);
        if (name.isEmpty()) {
            faults.add(line, "found a pool without a name");
        } else if (first != null) {
            faults.add(line, "pool '" + name + "' is a duplicate, first in line " + first);
        }
        if (entry.value() instanceof YamlNode.Mapping mapping) {
            checkShape(name, mapping);
            List<Key<?>> known = new ArrayList<>(PoolKeys.NUTCRACKER);
            if (longForm) {
                known.addAll(PoolKeys.ADDED);
            }
            List<Key<?>> elsewhere = longForm ? List.of() : PoolKeys.ADDED;
            pool(name, new Section("pool '" + name + "'", line, mapping, known, elsewhere, longForm, faults));
        } else if (!(entry.value() instanceof YamlNode.Broken)) {
            faults.add(line, "pool '" + name + "': found " + entry.value().found() + ", allowed: the keys of a pool");
        }
    }

    private void checkShape(String name, YamlNode.Mapping mapping) {
        if (mapping.flow() && !longForm) {
            faults.add(
                    mapping.line(),
                    "pool '" + name + "': found a mapping in braces, allowed: one \"key: value\" per line");
        }
    }

    private void pool(String name, Section section) {
        Listen listen = section.require(PoolKeys.LISTEN);
        if (listen != null) {
            checkListener(name, section, listen);
        }
        Protocol protocol = section.get(PoolKeys.REDIS) ? Protocol.REDIS : Protocol.MEMCACHED;
        checkRedisKeys(section, protocol);
        pools.add(new PoolConfig(
                name,
                listen,
                protocol,
                section.get(PoolKeys.HASH),
                section.get(PoolKeys.HASH_TAG),
                section.get(PoolKeys.DISTRIBUTION),
                section.get(PoolKeys.TIMEOUT),
                section.get(PoolKeys.BACKLOG),
                section.get(PoolKeys.CLIENT_CONNECTIONS),
                section.get(PoolKeys.TCPKEEPALIVE),
                section.get(PoolKeys.REUSEPORT),
                section.get(PoolKeys.REDIS_AUTH),
                new AccessReader(section, folder).read(),
                section.get(PoolKeys.REDIS_DB),
                section.get(PoolKeys.DATABASES),
                section.get(PoolKeys.PRECONNECT),
                section.get(PoolKeys.SERVER_CONNECTIONS),
                ejection(section, protocol),
                limits(section),
                servers(section)));
    }

    private void checkListener(String pool, Section section, Listen listen) {
        if (listen.endpoint() instanceof Endpoint.Tcp tcp && !resolves.test(tcp.host())) {
            section.fault(
                    section.line(PoolKeys.LISTEN),
                    "key \"listen\": found \"" + tcp + "\" (the host \"" + tcp.host()
                            + "\" cannot be resolved), allowed: " + PoolKeys.LISTEN.allowed());
        }
        String other = listeners.putIfAbsent(listen.endpoint(), pool);
        if (other != null) {
            section.fault(
                    section.line(PoolKeys.LISTEN),
                    "key \"listen\": found \"" + listen.endpoint() + "\", where pool '" + other
                            + "' listens already, allowed: an address of its own");
        }
    }

    private static void checkRedisKeys(Section section, Protocol protocol) {
        if (protocol == Protocol.REDIS) {
            if (section.get(PoolKeys.REDIS_DB) > 0 && section.get(PoolKeys.DATABASES) > 1) {
                section.fault(
                        section.line(PoolKeys.DATABASES),
                        "key \"databases\": found together with \"redis_db\", allowed: one of them, since redis_db chooses"
                                + " the database for every client");
            }
            return;
        }
        for (Key<?> key : List.of(PoolKeys.REDIS_AUTH, PoolKeys.DATABASES)) {
            if (section.has(key)) {
                section.fault(
                        section.line(key),
                        "key \"" + key.name()
                                + "\": found in a memcached pool, allowed: only in a pool with redis: true");
            }
        }
    }

    private static EjectionConfig ejection(Section section, Protocol protocol) {
        ReturnPolicy onReturn = section.get(PoolKeys.ON_RETURN);
        return new EjectionConfig(
                section.get(PoolKeys.AUTO_EJECT_HOSTS),
                Math.max(1, section.get(PoolKeys.SERVER_FAILURE_LIMIT)),
                section.get(PoolKeys.SERVER_RETRY_TIMEOUT),
                section.get(PoolKeys.EJECT_QUORUM),
                section.get(PoolKeys.MAX_EJECTED),
                section.get(PoolKeys.PROBE_INTERVAL),
                section.get(PoolKeys.PROBE_TIMEOUT),
                Optional.ofNullable(onReturn)
                        .orElse(protocol == Protocol.REDIS ? ReturnPolicy.KEEP : ReturnPolicy.INVALIDATE));
    }

    private static LimitsConfig limits(Section section) {
        LimitsConfig limits = new LimitsConfig(
                section.get(PoolKeys.STREAM_THRESHOLD),
                section.get(PoolKeys.REQUEST_LIMIT),
                section.get(PoolKeys.CLIENT_OUTPUT_LIMIT),
                section.get(PoolKeys.OWN_CONNECTIONS),
                section.get(PoolKeys.SUBSCRIBER_CONNECTIONS));
        if (limits.requestBytes() < limits.streamThreshold()) {
            Key<?> at = section.has(PoolKeys.REQUEST_LIMIT) ? PoolKeys.REQUEST_LIMIT : PoolKeys.STREAM_THRESHOLD;
            section.fault(
                    section.line(at),
                    "key \"request_limit\": found " + limits.requestBytes()
                            + " bytes, allowed: not below stream_threshold, " + limits.streamThreshold() + " bytes");
        }
        return limits;
    }

    private static List<ServerConfig> servers(Section section) {
        Map<String, Integer> names = new LinkedHashMap<>();
        List<ServerConfig> servers = new ArrayList<>();
        long total = 0;
        for (Section.Item<ServerConfig> item : section.requireList(PoolKeys.SERVERS)) {
            String name = item.value().name();
            Integer first = names.putIfAbsent(name, item.line());
            if (first != null) {
                section.fault(
                        item.line(),
                        "key \"servers\": found \"" + item.text() + "\", the name \"" + name
                                + "\" is that of the server in line " + first + ", allowed: names that differ");
            }
            servers.add(item.value());
            total += item.value().weight();
        }
        if (total > Integer.MAX_VALUE) {
            section.fault(
                    section.line(PoolKeys.SERVERS),
                    "key \"servers\": found weights that add up to " + total + ", allowed: a sum up to "
                            + Integer.MAX_VALUE);
        }
        servers.sort(Comparator.comparing(ServerConfig::name, NUTCRACKER_ORDER));
        return servers;
    }
}

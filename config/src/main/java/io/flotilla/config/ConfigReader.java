package io.flotilla.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads a configuration file: nutcracker's form, with pools at the root, or the long form with {@code fleet:} and
 * {@code pools:}. It is strict, and it reports every fault of a file at once. docs/configuration.md describes the keys.
 */
public final class ConfigReader {
    private static final List<String> ROOT_KEYS = List.of("fleet", "pools", "admin");

    private final Path folder;
    private final Predicate<String> resolves;
    private final FaultList faults;
    private final List<String> warnings = new ArrayList<>();

    private ConfigReader(Path folder, Predicate<String> resolves, String fileName) {
        this.folder = folder;
        this.resolves = resolves;
        this.faults = new FaultList(fileName);
    }

    /**
     * Reads a file.
     *
     * @param file a file in UTF-8
     * @return what it says, with defaults filled in
     * @throws ConfigException if it cannot be read or has faults
     */
    public static FlotillaConfig read(Path file) throws ConfigException {
        return read(FileText.read(file, file.toString()), file.toString());
    }

    /**
     * Reads text.
     *
     * @param text YAML
     * @param fileName what faults call it; its folder is where relative paths in it are looked for
     * @return what it says, with defaults filled in
     * @throws ConfigException if it has faults
     */
    public static FlotillaConfig read(String text, String fileName) throws ConfigException {
        return read(text, fileName, Addresses::resolves);
    }

    /** As {@link #read(String, String)}, with another name service for the hosts of listeners. */
    static FlotillaConfig read(String text, String fileName, Predicate<String> resolves) throws ConfigException {
        Path parent = Path.of(fileName).getParent();
        return new ConfigReader(parent == null ? Path.of("") : parent, resolves, fileName).read(text);
    }

    private FlotillaConfig read(String text) throws ConfigException {
        Optional<YamlNode> root = YamlTree.parse(text, faults);
        FlotillaConfig config = root.map(this::root).orElse(null);
        faults.throwIfAny();
        return config;
    }

    private FlotillaConfig root(YamlNode root) {
        if (!(root instanceof YamlNode.Mapping mapping)) {
            boolean empty = root instanceof YamlNode.Scalar scalar && scalar.absent();
            faults.add(
                    empty ? 0 : root.line(),
                    empty
                            ? "the file is empty, allowed: at least one pool"
                            : "found " + root.found() + ", allowed: pools");
            return null;
        }
        if (isLongForm(mapping)) {
            return longForm(mapping);
        }
        if (mapping.entries().isEmpty()) {
            faults.add(mapping.line(), "found no pool, allowed: at least one");
            return null;
        }
        return new FlotillaConfig(Optional.empty(), new PoolReader(false, folder, resolves, faults).read(mapping));
    }

    /** Whether a root key belongs to the long form. A pool of nutcracker's may be called {@code fleet} or {@code pools} too. */
    private static boolean isLongForm(YamlNode.Mapping root) {
        return root.entries().stream().anyMatch(e -> isLongFormEntry(e));
    }

    private static boolean isLongFormEntry(YamlNode.Entry entry) {
        String name = entry.key().text();
        boolean holdsPools = entry.value() instanceof YamlNode.Mapping value
                && !value.entries().isEmpty()
                && value.entries().stream().allMatch(e -> e.value() instanceof YamlNode.Mapping);
        boolean misspelt = holdsPools && Suggestion.near(name, ROOT_KEYS).isPresent();
        return misspelt || (ROOT_KEYS.contains(name) && !isPool(entry.value()));
    }

    private static boolean isPool(YamlNode node) {
        return node instanceof YamlNode.Mapping mapping
                && mapping.entries().stream()
                        .anyMatch(e -> (e.key().text().equals("listen") && e.value() instanceof YamlNode.Scalar)
                                || (e.key().text().equals("servers") && e.value() instanceof YamlNode.Sequence));
    }

    private FlotillaConfig longForm(YamlNode.Mapping root) {
        YamlNode.Entry fleet = null;
        YamlNode.Entry pools = null;
        YamlNode.Entry admin = null;
        for (YamlNode.Entry entry : root.entries()) {
            switch (entry.key().text()) {
                case "fleet" -> fleet = once(fleet, entry);
                case "pools" -> pools = once(pools, entry);
                case "admin" -> admin = once(admin, entry);
                default -> unknown(entry);
            }
        }
        Optional<FleetConfig> fleetConfig = Optional.ofNullable(fleet).flatMap(this::fleet);
        if (pools == null && faults.isEmpty()) {
            faults.add(0, "key \"pools\" is missing, allowed: a mapping of at least one pool");
        }
        List<PoolConfig> poolConfigs = Optional.ofNullable(pools)
                .flatMap(this::mappingOf)
                .map(mapping -> new PoolReader(true, folder, resolves, faults).read(mapping))
                .orElse(List.of());
        AdminConfig adminConfig =
                Optional.ofNullable(admin).flatMap(this::admin).orElse(AdminConfig.NONE);
        return new FlotillaConfig(fleetConfig, poolConfigs, adminConfig, warnings);
    }

    private Optional<FleetConfig> fleet(YamlNode.Entry entry) {
        return mappingOf(entry)
                .map(mapping -> new FleetReader(mapping, entry.key().line(), folder, warnings, faults).read());
    }

    private Optional<AdminConfig> admin(YamlNode.Entry entry) {
        return mappingOf(entry).map(mapping -> {
            Section section = new Section("admin", entry.key().line(), mapping, AdminKeys.ALL, List.of(), true, faults);
            return new AdminConfig(
                    new SecretKeys(section, folder, warnings).read(AdminKeys.TOKEN, AdminKeys.TOKEN_FILE));
        });
    }

    private YamlNode.Entry once(YamlNode.Entry first, YamlNode.Entry entry) {
        if (first == null) {
            return entry;
        }
        faults.add(
                entry.key().line(),
                "key \"" + entry.key().text() + "\" is a duplicate, first in line "
                        + first.key().line());
        return first;
    }

    private void unknown(YamlNode.Entry entry) {
        String name = entry.key().text();
        String what = isPool(entry.value())
                ? "pool '" + name + "' stands beside \"fleet\" and \"pools\", allowed: under \"pools:\""
                : "unknown key \"" + name + '"' + Suggestion.text(name, ROOT_KEYS) + ", allowed: "
                        + String.join(", ", ROOT_KEYS);
        faults.add(entry.key().line(), what);
    }

    private Optional<YamlNode.Mapping> mappingOf(YamlNode.Entry entry) {
        if (entry.value() instanceof YamlNode.Mapping mapping
                && !mapping.entries().isEmpty()) {
            return Optional.of(mapping);
        }
        if (!(entry.value() instanceof YamlNode.Broken)) {
            String name = entry.key().text();
            faults.add(
                    entry.key().line(),
                    "key \"" + name + "\": found " + found(entry.value()) + ", allowed: a mapping with "
                            + contentOf(name));
        }
        return Optional.empty();
    }

    /** Without the text in it, which may be a secret that lacks its key. */
    private static String found(YamlNode value) {
        if (value instanceof YamlNode.Sequence) {
            return "a list";
        }
        return value instanceof YamlNode.Scalar scalar && !scalar.absent() ? "text" : value.found();
    }

    private static String contentOf(String rootKey) {
        return switch (rootKey) {
            case "pools" -> "at least one pool";
            case "admin" -> "one of the keys " + AdminKeys.NAMES;
            default -> "the key \"join\" at least";
        };
    }
}

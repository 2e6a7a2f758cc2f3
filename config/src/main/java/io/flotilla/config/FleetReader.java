package io.flotilla.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code fleet:}. */
final class FleetReader {
    private final Path folder;
    private final Section section;

    /**
     * A reader.
     *
     * @param folder what a relative {@code secret_file} is relative to
     */
    FleetReader(YamlNode.Mapping mapping, int line, Path folder, FaultList faults) {
        this.folder = folder;
        this.section = new Section("fleet", line, mapping, FleetKeys.ALL, List.of(), true, faults);
    }

    /** The fleet. Complete only if no fault was reported. */
    FleetConfig read() {
        List<Endpoint.Tcp> join = new ArrayList<>();
        section.requireListOrScalar(FleetKeys.JOIN).forEach(item -> join.addAll(item.value()));
        FleetConfig fleet = new FleetConfig(
                section.get(FleetKeys.NAME),
                join,
                FleetConfig.DEFAULT_BIND,
                section.get(FleetKeys.CLUSTER_PORT),
                section.get(FleetKeys.HEARTBEAT),
                section.get(FleetKeys.LEASE),
                section.get(FleetKeys.FORGET_AFTER),
                section.get(FleetKeys.WHEN_ISOLATED),
                section.get(FleetKeys.STRICT),
                secret());
        checkTimes(fleet);
        return fleet;
    }

    private void checkTimes(FleetConfig fleet) {
        if (fleet.leaseMillis() < 2 * fleet.heartbeatMillis()) {
            Key<?> at = section.has(FleetKeys.LEASE) ? FleetKeys.LEASE : FleetKeys.HEARTBEAT;
            section.fault(
                    section.line(at),
                    "key \"lease\": found " + fleet.leaseMillis() + " ms, allowed: at least twice heartbeat, "
                            + 2 * fleet.heartbeatMillis() + " ms");
        }
        if (fleet.forgetAfterMillis() < fleet.leaseMillis()) {
            Key<?> at = section.has(FleetKeys.FORGET_AFTER) ? FleetKeys.FORGET_AFTER : FleetKeys.LEASE;
            section.fault(
                    section.line(at),
                    "key \"forget_after\": found " + fleet.forgetAfterMillis() + " ms, allowed: not below lease, "
                            + fleet.leaseMillis() + " ms");
        }
    }

    private Optional<String> secret() {
        Optional<String> secret = section.get(FleetKeys.SECRET);
        String file = section.get(FleetKeys.SECRET_FILE);
        if (file == null) {
            return secret;
        }
        if (section.has(FleetKeys.SECRET)) {
            fileFault("found together with \"secret\"");
            return secret;
        }
        return fromFile(file);
    }

    private Optional<String> fromFile(String file) {
        try {
            String text = Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
            return FleetKeys.secret(text.replaceFirst("[\r\n]+$", ""));
        } catch (BadValue e) {
            fileFault("found \"" + file + "\" (" + e.getMessage() + ")");
        } catch (IOException | InvalidPathException e) {
            fileFault("found \"" + file + "\" (" + FileText.reason(e) + ")");
        }
        return Optional.empty();
    }

    private void fileFault(String found) {
        section.fault(
                section.line(FleetKeys.SECRET_FILE),
                "key \"secret_file\": " + found + ", allowed: " + FleetKeys.SECRET_FILE.allowed());
    }
}

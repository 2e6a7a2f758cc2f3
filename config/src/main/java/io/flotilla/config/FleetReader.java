package io.flotilla.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code fleet:}. */
final class FleetReader {
    private final Path folder;
    private final List<String> warnings;
    private final Section section;

    /**
     * A reader.
     *
     * @param folder what a relative path is relative to
     * @param warnings what is no fault and should be told
     */
    FleetReader(YamlNode.Mapping mapping, int line, Path folder, List<String> warnings, FaultList faults) {
        this.folder = folder;
        this.warnings = warnings;
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
                security());
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

    private FleetSecurity security() {
        SecretKeys secrets = new SecretKeys(section, folder, warnings);
        Optional<String> first = secrets.read(FleetKeys.SECRET, FleetKeys.SECRET_FILE);
        Optional<String> second = secrets.read(FleetKeys.SECOND_SECRET, FleetKeys.SECOND_SECRET_FILE);
        boolean firstSaid = section.has(FleetKeys.SECRET) || section.has(FleetKeys.SECRET_FILE);
        if (second.isPresent() && !firstSaid) {
            Key<?> key = section.has(FleetKeys.SECOND_SECRET) ? FleetKeys.SECOND_SECRET : FleetKeys.SECOND_SECRET_FILE;
            section.fault(
                    section.line(key),
                    "key \"" + key.name() + "\": found without a secret, allowed: together with \"secret\" or"
                            + " \"secret_file\"");
        }
        return new FleetSecurity(first, second, new TlsKeys(section, folder, warnings).read());
    }
}

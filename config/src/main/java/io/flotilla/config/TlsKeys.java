package io.flotilla.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads the files of mutual TLS and checks that they fit each other, so that a node does not find out when it is needed. */
final class TlsKeys {
    private static final List<Key<String>> KEYS =
            List.of(FleetKeys.TLS_CERTIFICATE, FleetKeys.TLS_KEY, FleetKeys.TLS_AUTHORITY);

    private final Section section;
    private final Path folder;
    private final List<String> warnings;

    /** What may fail with a reason. */
    private interface Step<T> {
        T run() throws BadValue;
    }

    TlsKeys(Section section, Path folder, List<String> warnings) {
        this.section = section;
        this.folder = folder;
        this.warnings = warnings;
    }

    /** The three files; empty if none is named, or any is faulty. */
    Optional<FleetTls> read() {
        List<Key<String>> said = KEYS.stream().filter(section::has).toList();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        List<String> missing =
                KEYS.stream().filter(key -> !section.has(key)).map(Key::name).toList();
        if (!missing.isEmpty()) {
            fault(said.get(0), "found without " + String.join(" and ", missing));
            return Optional.empty();
        }
        return checked();
    }

    private Optional<FleetTls> checked() {
        Path certificateFile = path(FleetKeys.TLS_CERTIFICATE);
        Path keyFile = path(FleetKeys.TLS_KEY);
        Path authorityFile = path(FleetKeys.TLS_AUTHORITY);
        if (certificateFile == null || keyFile == null || authorityFile == null) {
            return Optional.empty();
        }
        List<X509Certificate> chain = attempt(FleetKeys.TLS_CERTIFICATE, () -> PemFiles.certificates(certificateFile));
        PrivateKey key = attempt(FleetKeys.TLS_KEY, () -> PemFiles.privateKey(keyFile));
        List<X509Certificate> authority = attempt(FleetKeys.TLS_AUTHORITY, () -> PemFiles.certificates(authorityFile));
        if (chain == null || key == null || authority == null) {
            return Optional.empty();
        }
        Object fits = attempt(FleetKeys.TLS_KEY, () -> PemFiles.checkPair(chain.get(0), key));
        Object trusted = attempt(FleetKeys.TLS_CERTIFICATE, () -> PemFiles.checkTrust(chain, authority));
        if (fits == null || trusted == null) {
            return Optional.empty();
        }
        SecretFile.exposure(keyFile).ifPresent(warnings::add);
        return Optional.of(new FleetTls(certificateFile, keyFile, authorityFile));
    }

    /** Null for what is no path; a fault that was reported before is not reported again. */
    private Path path(Key<String> key) {
        String name = section.get(key);
        try {
            return name == null ? null : folder.resolve(name);
        } catch (InvalidPathException e) {
            fault(key, "found \"" + name + "\" (" + e.getMessage() + ")");
            return null;
        }
    }

    private <T> T attempt(Key<String> key, Step<T> step) {
        try {
            return step.run();
        } catch (BadValue e) {
            fault(key, "found \"" + section.get(key) + "\" (" + e.getMessage() + ")");
            return null;
        }
    }

    private void fault(Key<String> key, String found) {
        section.fault(section.line(key), "key \"" + key.name() + "\": " + found + ", allowed: " + key.allowed());
    }
}

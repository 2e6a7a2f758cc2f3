package io.flotilla.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority of its own with the certificates it has issued, as files in PEM. Made by the JDK's keytool. */
public final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;

    private TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Makes an authority, and its certificate in a file of this folder. */
    public static TestAuthority in(Path folder, String name) {
        TestAuthority authority = new TestAuthority(folder, name);
        authority.keyPair(name, "bc:c");
        authority.keytool(
                name,
                List.of("-exportcert", "-rfc", "-file", authority.certificate().toString()));
        return authority;
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return folder.resolve(name + ".pem");
    }

    /** A certificate and its private key. */
    public record Issued(Path certificate, Path key) {}

    /**
     * Issues a certificate.
     *
     * @param member its name, and that of its files
     * @param options more options of keytool's gencert, such as a start date
     */
    public Issued issue(String member, String... options) {
        keyPair(member, "san=ip:127.0.0.1");
        Path request = folder.resolve(member + ".csr");
        keytool(member, List.of("-certreq", "-file", request.toString()));
        Path certificate = folder.resolve(member + ".pem");
        List<String> signing = new ArrayList<>(
                List.of("-gencert", "-rfc", "-infile", request.toString(), "-outfile", certificate.toString()));
        signing.addAll(List.of(options));
        keytool(name, signing);
        return new Issued(certificate, writeKey(member));
    }

    private void keyPair(String alias, String extension) {
        List<String> key = List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1");
        List<String> arguments = new ArrayList<>(key);
        arguments.addAll(List.of("-dname", "CN=" + alias, "-ext", extension));
        keytool(alias, arguments);
    }

    private Path writeKey(String member) {
        try (var in = Files.newInputStream(store(member))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            Key key = store.getKey(member, PASSWORD.toCharArray());
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
            Path file = Files.writeString(folder.resolve(member + ".key"), pem, StandardCharsets.US_ASCII);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path store(String alias) {
        return folder.resolve(alias + ".p12");
    }

    private void keytool(String alias, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-alias", alias, "-keystore", store(alias).toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Path output = Files.createTempFile(folder, "keytool", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

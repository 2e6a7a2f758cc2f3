package io.flotilla.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468), and whether they fit each other. Reasons never have a key in them. */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

    private record Block(String type, byte[] bytes) {}

    private PemFiles() {}

    /** The certificates of a file, at least one. */
    static List<X509Certificate> certificates(Path file) throws BadValue {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (block.type.equals("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes)));
                }
            }
        } catch (CertificateException e) {
            throw new BadValue("it has a certificate that cannot be read");
        }
        if (certificates.isEmpty()) {
            throw new BadValue("it has no certificate");
        }
        return certificates;
    }

    /** The private key of a file. */
    static PrivateKey privateKey(Path file) throws BadValue {
        List<Block> blocks = blocks(file);
        for (Block block : blocks) {
            if (block.type.equals("PRIVATE KEY")) {
                return privateKey(block.bytes);
            }
        }
        for (Block block : blocks) {
            if (block.type.endsWith("PRIVATE KEY")) {
                throw new BadValue("it has a key of the form \"" + block.type
                        + "\"; openssl pkcs8 -topk8 -nocrypt makes" + " PKCS #8 of it");
            }
        }
        throw new BadValue("it has no private key");
    }

    private static PrivateKey privateKey(byte[] bytes) throws BadValue {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException e) {
                continue;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no " + algorithm, e);
            }
        }
        throw new BadValue("its key is neither RSA nor EC, or cannot be read");
    }

    /** Whether this is the certificate's key. Returns the key. */
    static PrivateKey checkPair(X509Certificate certificate, PrivateKey key) throws BadValue {
        String mismatch = "it is not the key of the certificate";
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            throw new BadValue(mismatch);
        }
        try {
            String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            byte[] text = "flotilla".getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(certificate.getPublicKey());
            checking.update(text);
            if (!checking.verify(signing.sign())) {
                throw new BadValue(mismatch);
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new BadValue(mismatch);
        }
    }

    /** Whether a chain leads to the authority, is valid now, and serves both ends of a connection. Returns the chain. */
    static List<X509Certificate> checkTrust(List<X509Certificate> chain, List<X509Certificate> authority)
            throws BadValue {
        checkTime(chain.get(0));
        checkUse(chain.get(0));
        Set<TrustAnchor> anchors = new HashSet<>();
        authority.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(withoutAnchors(chain, authority)),
                            parameters);
            return chain;
        } catch (CertPathValidatorException e) {
            throw new BadValue("it is not trusted by tls_authority: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new BadValue("it cannot be checked: " + e.getMessage());
        }
    }

    /** A chain may end with the authority's own certificate; the path that is checked must not. */
    private static List<X509Certificate> withoutAnchors(List<X509Certificate> chain, List<X509Certificate> authority) {
        List<X509Certificate> path = new ArrayList<>(chain);
        while (path.size() > 1 && authority.contains(path.get(path.size() - 1))) {
            path.remove(path.size() - 1);
        }
        return path;
    }

    private static void checkTime(X509Certificate certificate) throws BadValue {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new BadValue("it expired at " + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw new BadValue(
                    "it is valid only from " + certificate.getNotBefore().toInstant());
        }
    }

    private static void checkUse(X509Certificate certificate) throws BadValue {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            if (uses != null && !(uses.contains(SERVER_USE) && uses.contains(CLIENT_USE))) {
                throw new BadValue("its extended key usage is not for both TLS servers and clients");
            }
        } catch (CertificateException e) {
            throw new BadValue("its extended key usage cannot be read");
        }
    }

    private static List<Block> blocks(Path file) throws BadValue {
        String text;
        try {
            if (Files.isDirectory(file)) {
                throw new BadValue("a directory");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BadValue(FileText.reason(e));
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new BadValue("its block " + matcher.group(1) + " is not Base64");
            }
        }
        return blocks;
    }
}

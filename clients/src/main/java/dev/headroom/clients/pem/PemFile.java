package dev.headroom.clients.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PEM file, as openssl and most certificate tools write it. */
record PemFile(Path path) {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");
    private static final long MAX_BYTES = 1 << 20;
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** Its certificates, in the order of the file; at least one. */
    List<X509Certificate> certificates() {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw bad("holds no certificate", "write -----BEGIN CERTIFICATE----- blocks into it");
            }
            return found;
        } catch (CertificateException e) {
            throw bad("is not a PEM file of certificates", "write -----BEGIN CERTIFICATE----- blocks into it");
        }
    }

    /** Its private key, which must not be encrypted. */
    PrivateKey privateKey() {
        Matcher block = PRIVATE_KEY.matcher(new String(bytes(), StandardCharsets.US_ASCII));
        if (!block.find()) {
            throw bad(
                    "holds no -----BEGIN PRIVATE KEY----- block (nor RSA or EC PRIVATE KEY) that is not encrypted",
                    "convert the key: openssl pkcs8 -topk8 -nodes -in OLD.pem -out " + path.getFileName());
        }
        try {
            return decoded(Pkcs8.of(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
        } catch (IllegalArgumentException e) {
            throw bad("holds a damaged private key", "copy it again");
        }
    }

    private PrivateKey decoded(byte[] pkcs8) {
        return ALGORITHMS.stream()
                .flatMap(algorithm -> decoded(algorithm, pkcs8).stream())
                .findFirst()
                .orElseThrow(() -> bad("holds a private key of an unknown kind", "use an RSA, EC or Ed25519 key"));
    }

    private static Optional<PrivateKey> decoded(String algorithm, byte[] pkcs8) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private byte[] bytes() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw bad("is larger than 1 MiB", "name a file that holds only certificates or a key");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw bad("cannot be read", "check that it exists and that this user may read it");
        }
    }

    TlsException bad(String what, String remedy) {
        return new TlsException(path + " " + what + "; " + remedy);
    }
}

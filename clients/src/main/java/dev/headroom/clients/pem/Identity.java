package dev.headroom.clients.pem;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Who one says to be: a certificate with its chain, and the key that belongs to it.
 *
 * @param cert PEM file, the own certificate first
 * @param key PEM file: PKCS#8, or as older tools write RSA and EC keys; not encrypted
 */
public record Identity(Path cert, Path key) {

    /** Of a key store in memory, which never leaves it. */
    public static final String PASSWORD = "memory";

    /** A key store with the key; throws {@link TlsException} for files that do not belong together or have expired. */
    public KeyStore keyStore(Instant now) {
        List<X509Certificate> chain = new PemFile(cert).certificates();
        requireValid(chain.get(0), now);
        return keyStore(chain);
    }

    /** The same without a look at the time: whoever is shown it looks. */
    KeyStore keyStore() {
        return keyStore(new PemFile(cert).certificates());
    }

    private KeyStore keyStore(List<X509Certificate> chain) {
        PrivateKey secret = new PemFile(key).privateKey();
        if (!belong(secret, chain.get(0).getPublicKey())) {
            throw new PemFile(key)
                    .bad("does not belong to the certificate of " + cert, "name the key that it was made with");
        }
        KeyStore store = Trust.emptyStore();
        try {
            store.setKeyEntry("own", secret, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new PemFile(cert).bad("cannot be used with its key", "make both anew");
        }
    }

    private void requireValid(X509Certificate own, Instant now) {
        try {
            own.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new PemFile(cert).bad("expired at " + own.getNotAfter().toInstant(), "renew it");
        } catch (CertificateNotYetValidException e) {
            throw new PemFile(cert)
                    .bad("is not valid before " + own.getNotBefore().toInstant(), "check this machine's clock");
        }
    }

    private static boolean belong(PrivateKey secret, PublicKey open) {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        try {
            byte[] probe = {1, 2, 3, 4};
            Signature signing = signature(secret.getAlgorithm());
            signing.initSign(secret);
            signing.update(probe);
            Signature checking = signature(secret.getAlgorithm());
            checking.initVerify(open);
            checking.update(probe);
            return checking.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        return Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                });
    }
}

package dev.headroom.clients.pem;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom one believes: the certificates in a PEM file, and whoever they signed. */
public record Trust(Path file) {

    /** A key store of the certificates; throws {@link TlsException} where there are none. */
    public KeyStore keyStore() {
        KeyStore store = emptyStore();
        try {
            for (X509Certificate certificate : new PemFile(file).certificates()) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new PemFile(file).bad("cannot be used", "name a file of CA certificates");
        }
    }

    /** A client's context that believes this file. */
    public SSLContext client() {
        return context(null);
    }

    /** The same that shows who one is. */
    public SSLContext client(Identity identity, Instant now) {
        return client(identity.keyStore(now));
    }

    /** The same, where only the server looks whether that is still valid. */
    public SSLContext client(Identity identity) {
        return client(identity.keyStore());
    }

    private SSLContext client(KeyStore own) {
        try {
            return context(keys(own));
        } catch (GeneralSecurityException e) {
            throw unusable();
        }
    }

    private SSLContext context(KeyManager @Nullable [] own) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(keyStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable();
        }
    }

    private TlsException unusable() {
        return new PemFile(file).bad("cannot be used for TLS", "name a file of CA certificates");
    }

    private static KeyManager[] keys(KeyStore own) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, Identity.PASSWORD.toCharArray());
        return keys.getKeyManagers();
    }

    static KeyStore emptyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java has PKCS12", e);
        }
    }
}

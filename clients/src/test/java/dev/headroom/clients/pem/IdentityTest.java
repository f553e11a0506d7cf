package dev.headroom.clients.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.fixtures.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys that can be used, and those that cannot, with the reason. */
class IdentityTest {

    /** Certificates made by this test are valid then. */
    private static final Instant NOW = Instant.now().plusSeconds(3_600);

    @TempDir
    static Path folder;

    private static Pem ours;

    @BeforeAll
    static void make() throws Exception {
        ours = Pem.make(folder, "ours");
    }

    @Test
    void aCertificateWithItsKeyIsAnIdentity() throws Exception {
        assertThat(new Identity(ours.cert(), ours.key()).keyStore(NOW).isKeyEntry("own"))
                .isTrue();
        assertThat(new Trust(ours.cert()).keyStore().size()).isEqualTo(1);
    }

    @Test
    void anRsaKeyIsTakenToo() throws Exception {
        Pem rsa = Pem.make(folder, "rsa", "-keyalg", "RSA", "-keysize", "2048");
        assertThat(new Identity(rsa.cert(), rsa.key()).keyStore(NOW).isKeyEntry("own"))
                .isTrue();
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        Pem other = Pem.make(folder, "other");
        assertThatThrownBy(() -> new Identity(ours.cert(), other.key()).keyStore(NOW))
                .isInstanceOf(TlsException.class)
                .hasMessageContainingAll(other.key() + " does not belong to the certificate of " + ours.cert(), "; ");
    }

    @Test
    void anExpiredCertificateIsNamedWithItsTime() {
        assertThatThrownBy(() -> new Identity(ours.cert(), ours.key()).keyStore(NOW.plus(Duration.ofDays(4000))))
                .isInstanceOf(TlsException.class)
                .hasMessageContainingAll(ours.cert() + " expired at 20", "; renew it");
        assertThatThrownBy(() -> new Identity(ours.cert(), ours.key()).keyStore(NOW.minus(Duration.ofDays(4000))))
                .hasMessageContainingAll("is not valid before 20", "clock");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> new Identity(missing, ours.key()).keyStore(NOW))
                .hasMessage(missing + " cannot be read; check that it exists and that this user may read it");
    }

    @Test
    void aKeyInAnotherFormatIsToldHowToConvert() throws Exception {
        Path old = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n");
        assertThatThrownBy(() -> new Identity(ours.cert(), old).keyStore(NOW)).hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> new Identity(ours.cert(), ours.cert()).keyStore(NOW))
                .hasMessageContaining("holds no -----BEGIN PRIVATE KEY-----");
        assertThatThrownBy(() -> new Identity(old, ours.key()).keyStore(NOW))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(old + " ");
    }
}

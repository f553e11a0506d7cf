package dev.headroom.clients.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.fixtures.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** As docker-machine and openssl before 3 write it: what PKCS#8 holds behind the kind. */
    @ParameterizedTest
    @ValueSource(strings = {"2048", "4096"})
    void anRsaKeyOfOlderToolsIsTaken(String bits) throws Exception {
        Pem made = Pem.make(folder, "rsa" + bits, "-keyalg", "RSA", "-keysize", bits);
        byte[] pkcs8 = new PemFile(made.key()).privateKey().getEncoded();
        Path old = Pem.block(
                folder.resolve("old-rsa.pem"), "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));
        assertThat(new Identity(made.cert(), old).keyStore(NOW).isKeyEntry("own"))
                .isTrue();
    }

    /** The key, the name of its curve, and the public key, which is not read. */
    @Test
    void aKeyOfAnEllipticCurveOfOlderToolsIsTaken() throws Exception {
        String secret = "%064x".formatted(((ECPrivateKey) new PemFile(ours.key()).privateKey()).getS());
        byte[] sec1 = HexFormat.of()
                .parseHex("308177" + "020101" + "0420" + secret + "a00a06082a8648ce3d030107" + "a144034200" + "04"
                        + "00".repeat(64));
        Path old = Pem.block(folder.resolve("old-ec.pem"), "EC PRIVATE KEY", sec1);
        assertThat(new Identity(ours.cert(), old).keyStore(NOW).isKeyEntry("own"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aDamagedOldKeyIsNamed(String kind) throws Exception {
        for (String inside : List.of("MIIB", "MAMCAQE=", "AAAA", "MIQ/////AAAA", "MA==")) {
            Path damaged = Files.writeString(
                    folder.resolve("damaged.pem"),
                    "-----BEGIN %1$s PRIVATE KEY-----\n%2$s\n-----END %1$s PRIVATE KEY-----\n".formatted(kind, inside));
            assertThatThrownBy(() -> new Identity(ours.cert(), damaged).keyStore(NOW))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining(damaged + " holds a");
        }
    }

    @Test
    void aKeyInAnotherFormatIsToldHowToConvert() throws Exception {
        Path old = Files.writeString(folder.resolve("old.pem"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n");
        assertThatThrownBy(() -> new Identity(ours.cert(), old).keyStore(NOW)).hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> new Identity(ours.cert(), ours.cert()).keyStore(NOW))
                .hasMessageContaining("holds no -----BEGIN PRIVATE KEY-----");
        assertThatThrownBy(() -> new Identity(old, ours.key()).keyStore(NOW))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(old + " ");
    }
}

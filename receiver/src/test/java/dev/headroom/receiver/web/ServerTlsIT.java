package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.clients.pem.Identity;
import dev.headroom.clients.pem.TlsException;
import dev.headroom.clients.pem.Trust;
import dev.headroom.fixtures.Pem;
import dev.headroom.receiver.webhook.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server over TLS: its certificate, those of clients, and what does not speak TLS or speaks it slowly. */
class ServerTlsIT {

    @TempDir
    static Path folder;

    private static Pem first;
    private static Pem second;

    @BeforeAll
    static void make() throws Exception {
        first = Pem.make(folder, "first");
        second = Pem.make(folder, "second");
    }

    private static ServerTls tls(Pem own, Path clients) {
        return ServerTls.from(new ServerTls.Files(own.cert(), own.key(), clients), InstantSource.system());
    }

    private static Site site(ServerTls tls) {
        return new Site(Tokens.open(), "", null, tls);
    }

    private static SSLContext client(Pem believed, Identity own) {
        Trust trust = new Trust(believed.cert());
        return own == null ? trust.client() : trust.client(own, Instant.now());
    }

    private static SSLSocket connect(Site site, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", site.port());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static Raw.Answer get(Site site, SSLContext context, String path) throws IOException {
        try (SSLSocket socket = connect(site, context)) {
            socket.getOutputStream().write(site.request("GET " + path, "", new byte[0]));
            return Raw.readAll(socket);
        }
    }

    @Test
    void aRequestIsAnsweredOverTls() throws IOException {
        try (Site site = site(tls(first, null))) {
            Raw.Answer answer = get(site, client(first, null), "/healthz");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThatThrownBy(() -> get(site, client(second, null), "/healthz"))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void oldProtocolsAreNotSpoken() throws IOException {
        try (Site site = site(tls(first, null));
                SSLSocket socket = connect(site, client(first, null))) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void withAClientCaOnlyItsClientsAreHeard() throws IOException {
        try (Site site = site(tls(first, second.cert()))) {
            assertThat(get(site, client(first, new Identity(second.cert(), second.key())), "/healthz")
                            .status())
                    .isEqualTo(200);
            assertThat(statusOrNone(site, client(first, null))).isZero();
            assertThat(statusOrNone(site, client(first, new Identity(first.cert(), first.key()))))
                    .isZero();
        }
    }

    /** A refused client hears it at its first read or write: an alert, or the end of the connection. */
    private static int statusOrNone(Site site, SSLContext context) {
        try {
            return get(site, context, "/healthz").status();
        } catch (IOException refused) {
            return 0;
        }
    }

    @Test
    void aNewCertificateIsTakenWithoutANewStartAndABadOneIsNot() throws Exception {
        Path cert = Files.copy(first.cert(), folder.resolve("live.pem"));
        Path key = Files.copy(first.key(), folder.resolve("live-key.pem"));
        ServerTls tls = ServerTls.from(new ServerTls.Files(cert, key, null), InstantSource.system());
        try (Site site = site(tls)) {
            Files.writeString(cert, "nonsense");
            Thread.sleep(4_500);
            assertThat(shown(site, client(first, null))).isEqualTo("CN=first");
            Files.copy(second.cert(), cert, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Instant end = Instant.now().plusSeconds(30);
            while (!renewed(site) && Instant.now().isBefore(end)) {
                Thread.sleep(100);
            }
            assertThat(shown(site, client(second, null))).isEqualTo("CN=second");
        }
    }

    private static boolean renewed(Site site) {
        try {
            return shown(site, client(second, null)).equals("CN=second");
        } catch (IOException e) {
            return false;
        }
    }

    private static String shown(Site site, SSLContext context) throws IOException {
        try (SSLSocket socket = connect(site, context)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0\0\0\0\0\0\0\0", "SSH-2.0-x\r\n"})
    void whatIsNotTlsIsClosedWithoutAnAnswer(String bytes) throws IOException {
        try (Site site = site(tls(first, null))) {
            assertThat(Raw.send(site.port(), Raw.bytes(bytes)).text()).doesNotContain("HTTP/1.1", "ok");
            assertThat(get(site, client(first, null), "/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void aHandshakeOfOneByteASecondIsClosedWithinTenSeconds() throws Exception {
        try (Site site = site(tls(first, null));
                Socket socket = Raw.connect(site.port())) {
            long took =
                    trickled(socket, new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03});
            assertThat(took).isBetween(5_000L, 10_500L);
        }
    }

    @Test
    void aRequestOfOneByteASecondIsClosedWithinTenSeconds() throws Exception {
        try (Site site = site(tls(first, null));
                SSLSocket socket = connect(site, client(first, null))) {
            socket.startHandshake();
            assertThat(trickled(socket, Raw.bytes("POST /webhook"))).isBetween(5_000L, 10_500L);
        }
    }

    /** Milliseconds until the server closes. */
    private static long trickled(Socket socket, byte[] bytes) throws Exception {
        long start = System.nanoTime();
        Thread drip = new Thread(() -> {
            try {
                for (int i = 0; i < 20; i++) {
                    socket.getOutputStream().write(bytes[i % bytes.length]);
                    socket.getOutputStream().flush();
                    Thread.sleep(1_000);
                }
            } catch (IOException | InterruptedException closed) {
                // As it should be.
            }
        });
        drip.start();
        try {
            Raw.readAll(socket);
        } catch (IOException closed) {
            // A TLS client tells an end without a farewell so.
        }
        long took = (System.nanoTime() - start) / 1_000_000;
        drip.interrupt();
        drip.join(5_000);
        return took;
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() {
        assertThatThrownBy(() -> tls(new Pem(first.cert(), second.key()), null))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("does not belong to");
        assertThatThrownBy(() -> tls(first, folder.resolve("no-ca.pem")))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("no-ca.pem cannot be read");
    }
}

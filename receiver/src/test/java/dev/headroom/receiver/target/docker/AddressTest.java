package dev.headroom.receiver.target.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.headroom.clients.pem.Identity;
import dev.headroom.clients.pem.Trust;
import dev.headroom.fixtures.Pem;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Daemon.Call;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressTest {
    private static final URI USUAL = URI.create("unix:///var/run/docker.sock");

    /** The SHA-256 of "remote", by which docker names the folder of a context. */
    private static final String REMOTE = "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a";

    @TempDir
    private Path home;

    private Address address(Map<String, String> environment) {
        return Address.of(Optional.empty(), name -> Optional.ofNullable(environment.get(name)), home);
    }

    @Test
    void theUsualSocketWhereNobodySaysOtherwise() {
        assertThat(address(Map.of())).isEqualTo(new Address(USUAL, Optional.empty()));
        assertThat(address(Map.of("DOCKER_HOST", " ", "DOCKER_CONTEXT", "default"))
                        .uri())
                .isEqualTo(USUAL);
    }

    @Test
    void whatIsNamedComesBeforeDockerHostAndThatBeforeTheContext() throws Exception {
        context(home.resolve(".docker"), "tcp://10.0.0.7:2375");
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\": {}, \"currentContext\": \"remote\"}");
        Map<String, String> host = Map.of("DOCKER_HOST", "tcp://127.0.0.1:2375");

        assertThat(address(Map.of()).uri()).isEqualTo(URI.create("tcp://10.0.0.7:2375"));
        assertThat(address(host).uri()).isEqualTo(URI.create("tcp://127.0.0.1:2375"));
        URI named = URI.create("unix:///run/user/1000/docker.sock");
        assertThat(Address.of(Optional.of(named), name -> Optional.ofNullable(host.get(name)), home)
                        .uri())
                .isEqualTo(named);
    }

    @Test
    void aContextIsLookedForWhereDockersConfigurationIs() throws Exception {
        Path elsewhere = home.resolve("elsewhere");
        context(elsewhere, "unix:///run/podman/podman.sock");
        assertThat(address(Map.of("DOCKER_CONFIG", elsewhere.toString(), "DOCKER_CONTEXT", "remote"))
                        .uri())
                .isEqualTo(URI.create("unix:///run/podman/podman.sock"));
    }

    /** Another Docker than the one that was meant would be changed otherwise. */
    @Test
    void aContextThatIsNotThereIsNotTakenForTheUsualSocket() {
        assertThatThrownBy(() -> address(Map.of("DOCKER_CONTEXT", "remote")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("context remote", home.toString(), "docker context ls", "DOCKER_HOST");
    }

    @Test
    void aConfigurationThatIsNoJsonIsNamed() throws Exception {
        Path file = Files.createDirectories(home.resolve(".docker")).resolve("config.json");
        Files.writeString(file, "currentContext = remote");
        assertThatThrownBy(() -> address(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file.toString(), "DOCKER_HOST");
    }

    @Test
    void certificatesAreAskedForByTheVariableAlone() {
        assertThat(address(Map.of("DOCKER_TLS_VERIFY", "1")).certificates()).contains(home.resolve(".docker"));
        assertThat(address(Map.of("DOCKER_TLS_VERIFY", "TRUE", "DOCKER_CERT_PATH", "/certs"))
                        .certificates())
                .contains(Path.of("/certs"));
        assertThat(address(Map.of("DOCKER_TLS_VERIFY", "0", "DOCKER_CERT_PATH", "/certs"))
                        .certificates())
                .isEmpty();
    }

    @Test
    void aDaemonBehindTlsIsShownWhoAsks() throws Exception {
        Pem pem = Pem.make(home, "docker");
        Files.copy(pem.cert(), home.resolve("ca.pem"));
        Files.copy(pem.cert(), home.resolve("cert.pem"));
        Files.copy(pem.key(), home.resolve("key.pem"));
        ExecutorService workers = Daemon.workers();
        HttpsServer server = server(pem);
        URI uri = URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
        try (Daemon shown = new Daemon(new Address(uri, Optional.of(home)), workers, Fences.OPEN);
                Daemon plain = new Daemon(new Address(uri, Optional.empty()), workers, Fences.OPEN)) {
            Call version = new Call("GET", "/version", null, Duration.ofSeconds(20));
            assertThat(shown.send(version).body().path("Version").asText()).isEqualTo("28.0");
            assertThatThrownBy(() -> plain.send(version)).isInstanceOf(TargetException.class);
        } finally {
            server.stop(0);
            workers.shutdownNow();
        }
    }

    @Test
    void aMissingCertificateIsNamed() {
        Address address = new Address(URI.create("tcp://127.0.0.1:1"), Optional.of(home));
        ExecutorService workers = Daemon.workers();
        assertThatThrownBy(() -> new Daemon(address, workers, Fences.OPEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(home.resolve("cert.pem") + " cannot be read");
        workers.shutdownNow();
    }

    private static HttpsServer server(Pem pem) throws IOException {
        SSLContext context = new Trust(pem.cert()).client(new Identity(pem.cert(), pem.key()));
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters needed = context.getDefaultSSLParameters();
                needed.setNeedClientAuth(true);
                parameters.setSSLParameters(needed);
            }
        });
        server.createContext("/version", exchange -> {
            byte[] body = "{\"Version\": \"28.0\"}".getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void context(Path configuration, String host) throws IOException {
        Path folder =
                Files.createDirectories(configuration.resolve("contexts/meta").resolve(REMOTE));
        Files.writeString(folder.resolve("meta.json"), """
                {"Name": "remote", "Metadata": {}, "Endpoints": {"docker": {"Host": "%s", "SkipTLSVerify": false}}}""".formatted(host));
    }
}

package dev.headroom.clients.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.pem.Identity;
import dev.headroom.fixtures.Pem;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Document;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.YamlSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with tokens, passwords and authorities, used against a server with TLS while they change. */
class AccessReaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private final List<String> shown = new CopyOnWriteArrayList<>();
    private Pem own;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        own = Pem.make(Files.createTempDirectory(folder, "pem"), "own");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(own)));
        server.createContext("/", exchange -> {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static SSLContext context(Pem pem) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(new Identity(pem.cert(), pem.key()).keyStore(Instant.now()), Identity.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private HttpCalls calls(String keys) throws IOException {
        Endpoint endpoint = endpoint(keys, Purpose.run(warning -> {}));
        return new HttpCalls(1000, endpoint.access());
    }

    private Endpoint endpoint(String keys, Purpose purpose) throws IOException {
        Path file = Files.writeString(folder.resolve("it.yml"), "it:\n  url: " + url() + "\n" + keys.indent(2));
        Document document = YamlSource.open(file, name -> Optional.empty());
        return document.finish(AccessReader.endpoint(document.root().section("it")), purpose)
                .orElseThrow();
    }

    private String url() {
        return "https://localhost:" + server.getAddress().getPort() + "/";
    }

    private void ask(HttpCalls calls) throws IOException {
        calls.must(HttpRequest.newBuilder(HttpCalls.below(url(), "/x")), LIMIT, 200, 200);
    }

    @Test
    void aTokenIsReadAgainWhenItsFileChangesAndKeptWhileThatCannotBeRead() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "first\n");
        HttpCalls calls = calls("ca_file: %s\ntoken_file: %s\n".formatted(own.cert(), token));
        ask(calls);
        Files.writeString(token, "the second\n");
        ask(calls);
        Files.delete(token);
        ask(calls);
        Files.writeString(token, "third\n");
        ask(calls);
        assertThat(shown).containsExactly("Bearer first", "Bearer first", "Bearer first", "Bearer third");
    }

    @Test
    void aUserIsNamedWithThePasswordOfTheFile() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), " p:ä ss \nmore\n");
        HttpCalls calls =
                calls("ca_file: %s\nbasic_auth: {username: ana, password_file: %s}\n".formatted(own.cert(), password));
        ask(calls);
        assertThat(shown).containsExactly("Basic YW5hOnA6w6Qgc3M=");
    }

    @Test
    void theMarkThatSomeEditorsPutFirstBelongsToNoPassword() throws IOException {
        Path password = Files.writeString(folder.resolve("marked"), "\uFEFFpass\n");
        ask(calls("ca_file: %s\nbasic_auth: {username: ana, password_file: %s}\n".formatted(own.cert(), password)));
        assertThat(shown).containsExactly("Basic YW5hOnBhc3M=");
    }

    @Test
    void anAuthorityBesideHttpIsAMistakeSinceNobodyIsAskedForACertificate() {
        assertThatThrownBy(() -> read("http://prometheus:9090", "ca_file: " + own.cert()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("it.ca_file: must stand beside an https URL")
                .hasMessageContaining("write https:// in the URL, or remove ca_file");
    }

    @Test
    void aSecretThatLeavesThisMachineOverHttpIsWarnedOfWhenItRuns() throws IOException {
        Path secret = Files.writeString(folder.resolve("plain"), "sesame\n");
        String token = "token_file: " + secret;
        String basic = "basic_auth: {username: ana, password_file: " + secret + "}";
        assertThat(read("http://prometheus:9090", token))
                .containsExactly("it.token_file: is sent over http as it is, for everybody on the way to read");
        assertThat(read("http://127.0.0.1.example", basic))
                .containsExactly("it.basic_auth: is sent over http as it is, for everybody on the way to read");
        for (String url : List.of("http://127.0.0.1:9090", "http://localhost", "http://[::1]:9090/p", "https://p")) {
            assertThat(read(url, token)).as(url).isEmpty();
        }
        assertThat(read("http://prometheus:9090", "")).isEmpty();
    }

    /** What is warned of. */
    private static List<String> read(String url, String keys) throws IOException {
        List<String> warnings = new ArrayList<>();
        Path file = Files.writeString(folder.resolve("it.yml"), "it:\n  url: \"" + url + "\"\n" + keys.indent(2));
        Document document = YamlSource.open(file, name -> Optional.empty());
        document.finish(
                AccessReader.endpoint(document.root().section("it")),
                Purpose.run(warning -> warnings.add(warning.key() + ": " + warning.rule())));
        return warnings;
    }

    @Test
    void anAuthorityIsReadAgainToo() throws Exception {
        Path ca = Files.copy(own.cert(), folder.resolve("ca.pem"));
        HttpCalls calls = calls("ca_file: " + ca + "\n");
        ask(calls);
        Pem other = Pem.make(Files.createTempDirectory(folder, "pem"), "other");
        Files.writeString(ca, Files.readString(other.cert()));
        assertThatThrownBy(() -> ask(calls)).hasMessageEndingWith("; check it.ca_file in it.yml");
        Files.writeString(ca, Files.readString(other.cert()) + Files.readString(own.cert()));
        ask(calls);
        assertThat(shown).containsExactly("null", "null");
    }

    @Test
    void withoutAnAuthorityItIsToldToSetOne() throws IOException {
        HttpCalls calls = calls("");
        assertThatThrownBy(() -> ask(calls)).hasMessageEndingWith("; set it.ca_file in it.yml");
    }

    @Test
    void whatIsNotThereYetIsToldAtEachCallAndUsedWhenItIsThere() throws IOException {
        Path token = folder.resolve("later");
        Endpoint endpoint = endpoint("ca_file: %s\ntoken_file: %s\n".formatted(own.cert(), token), Purpose.LOOK);
        HttpCalls calls = new HttpCalls(1000, endpoint.access());
        assertThatThrownBy(() -> ask(calls))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("it.token_file: must be a readable file", token.toString());
        Files.writeString(token, "here\n");
        ask(calls);
        assertThat(shown).containsExactly("Bearer here");
    }
}

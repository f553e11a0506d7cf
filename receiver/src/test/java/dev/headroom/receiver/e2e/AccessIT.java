package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headroom.fixtures.Pem;
import dev.headroom.receiver.app.Gpus;
import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.app.Setup;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A real Alertmanager and a real Prometheus behind TLS of their own and a password, each of the other's kind. */
@ParameterizedClass
@EnumSource(Generation.class)
@Timeout(300)
class AccessIT {
    /** By the password that it is of, with bcrypt. */
    private static final Map<String, String> HASHES = Map.of(
            "old-password", "$2b$04$IXRyQPDYvZV.w6kyKLKhyuwKdsbfuGclgtxTJ6lD90556sOqU4CCu",
            "new-password", "$2b$04$EKcKSWImkAlN.mZ07KClq.vmPj.IinHgaORy.sFINQsLKqRKQP33C");

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.headroom");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** The server reads it at each request. */
    private void asksFor(String password) throws IOException {
        write("web.yml", """
                tls_server_config: {cert_file: server.pem, key_file: server-key.pem}
                basic_auth_users: {headroom: "%s"}
                """.formatted(HASHES.get(password)));
    }

    private Child server(String program, int port, String config, String... options) throws IOException {
        write(program + ".yml", config);
        List<String> words = new ArrayList<>(List.of(
                generation.program(program),
                "--config.file=" + program + ".yml",
                "--web.config.file=web.yml",
                "--web.listen-address=127.0.0.1:" + port));
        words.addAll(List.of(options));
        return Child.start(folder, words, Map.of());
    }

    private Child alertmanager(int port) throws IOException {
        return server(
                "alertmanager",
                port,
                "route: {receiver: headroom}\nreceivers: [{name: headroom}]\n",
                "--storage.path=alertmanager",
                "--cluster.listen-address=");
    }

    private HeadroomConfig config(String more) throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, same -> same);
        Path file = write("headroom.yml", """
                listen: 127.0.0.1:0
                policy: %s
                store: sqlite:%s
                %s
                """.formatted(policy, folder.resolve("state.db"), more));
        return HeadroomFile.read(file, Map.of(), Purpose.run(warning -> {}));
    }

    private String log() {
        return List.copyOf(log.list).toString();
    }

    private static String told(Http headroom) {
        return headroom.check("alertmanager").path("detail").asText();
    }

    @Test
    void thePollShowsAPasswordThatMayChangeAndBelievesTheAuthorityThatIsNamed() throws Exception {
        generation.assumeHas(AccessIT.class, "alertmanager");
        Pem pem = Pem.make(folder, "server");
        Path password = write("password", "old-password\n");
        asksFor("old-password");
        int port = Distribution.freePort();
        HeadroomConfig config = config("""
                alertmanager:
                  url: https://localhost:%d
                  poll_interval: 200ms
                  ca_file: %s
                  basic_auth: {username: headroom, password_file: %s}
                """.formatted(port, pem.cert(), password));
        try (Child alertmanager = alertmanager(port);
                Receiver receiver = Receiver.start(Setup.of(config, PolicyFile.read(config.policy())))) {
            Http headroom = Http.at(receiver.port());
            Waiting.until("it is let in", () -> told(headroom).startsWith("0 alerts active"));
            Files.delete(password);
            Waiting.until("that is told", () -> log().contains("what it held before stays in force"));
            assertThat(told(headroom)).startsWith("0 alerts active");

            asksFor("new-password");
            Waiting.until("it is not let in", () -> told(headroom).contains("answered 401"));
            assertThat(told(headroom)).endsWith("answered 401; check alertmanager.basic_auth in headroom.yml");
            write("password", "new-password\n");
            Waiting.until("it is let in again", () -> told(headroom).startsWith("0 alerts active"));
            assertThat(alertmanager.process().isAlive()).isTrue();
            assertThat(log()).doesNotContain("old-password", "new-password");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ca_file: server.pem"})
    void whoLacksACertificateOrAPasswordIsToldWhatToSet(String key) throws Exception {
        generation.assumeHas(AccessIT.class, "alertmanager");
        Pem pem = Pem.make(folder, "server");
        asksFor("old-password");
        int port = Distribution.freePort();
        HeadroomConfig config =
                config("""
                alertmanager:
                  url: https://localhost:%d
                  poll_interval: 200ms
                  %s
                """.formatted(port, key.replace("server.pem", pem.cert().toString())));
        String expected = key.isEmpty() ? "alertmanager.ca_file" : "answered 401";
        try (Child alertmanager = alertmanager(port);
                Receiver receiver = Receiver.start(Setup.of(config, PolicyFile.read(config.policy())))) {
            assertThat(alertmanager.process().isAlive()).isTrue();
            Http headroom = Http.at(receiver.port());
            Waiting.until(expected, () -> told(headroom).contains(expected));
            assertThat(told(headroom))
                    .contains(
                            key.isEmpty()
                                    ? "set alertmanager.ca_file in headroom.yml"
                                    : "set alertmanager.token_file or alertmanager.basic_auth in headroom.yml");
        }
    }

    @Test
    void queriesShowAPasswordToo() throws Exception {
        generation.assumeHas(AccessIT.class, "prometheus");
        Pem pem = Pem.make(folder, "server");
        Path password = write("password", "new-password\n");
        asksFor("old-password");
        int port = Distribution.freePort();
        HeadroomConfig config = config("""
                gpu: {source: prometheus}
                prometheus:
                  url: https://127.0.0.1:%d
                  ca_file: %s
                  basic_auth: {username: headroom, password_file: %s}
                """.formatted(port, pem.cert(), password));
        try (Child prometheus = server("prometheus", port, "", "--storage.tsdb.path=prometheus");
                GpuProbe probe = Gpus.probe(config, InstantSource.system())) {
            Waiting.until("it answers", () -> told(probe).contains("401"));
            assertThat(told(probe)).endsWith("was answered 401; check prometheus.basic_auth in headroom.yml");
            write("password", "old-password\n");
            assertThatThrownBy(probe::read).hasMessageContaining("knows no GPU");
            assertThat(prometheus.process().isAlive()).isTrue();
        }
    }

    private static String told(GpuProbe probe) {
        try {
            return probe.read().toString();
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }
}

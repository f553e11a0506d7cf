package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a receiver with TLS, client certificates and a token. */
class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void commandsTrustTheCertificateOfTheConfigurationAndShowTheirOwn() throws Exception {
        Pem server = Pem.make(folder, "server");
        Pem person = Pem.make(folder, "person");
        Path tokens = Files.writeString(folder.resolve("tokens"), "sesame\n");
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, same -> same);
        int port = Distribution.freePort();
        String text = """
                listen: 127.0.0.1:%d
                store: sqlite:%s
                policy: %s
                token_file: %s
                tls: {cert_file: %s, key_file: %s, client_ca_file: %s}
                """.formatted(
                        port, folder.resolve("state.db"), policy, tokens, server.cert(), server.key(), person.cert());
        String config = Files.writeString(folder.resolve("headroom.yml"), text).toString();
        try (Child receiver = Distribution.start(folder, "serve", "--config", config)) {
            assertThat(Distribution.port(receiver)).isEqualTo(port);
            Distribution.Result status = Distribution.run(
                    folder,
                    LIMIT,
                    "status",
                    "--config",
                    config,
                    "--cert-file",
                    person.cert().toString(),
                    "--key-file",
                    person.key().toString());
            assertThat(status.exit()).as(status.text()).isZero();
            assertThat(status.out()).contains("worker-llm");

            Distribution.Result byUrl = Distribution.run(
                    folder.getParent(),
                    LIMIT,
                    "status",
                    "--url",
                    "https://localhost:" + port,
                    "--ca-file",
                    server.cert().toString(),
                    "--token-file",
                    tokens.toString(),
                    "--cert-file",
                    person.cert().toString(),
                    "--key-file",
                    person.key().toString());
            assertThat(byUrl.exit()).as(byUrl.text()).isZero();

            Distribution.Result stranger = Distribution.run(folder, LIMIT, "status", "--config", config);
            assertThat(stranger.exit()).isEqualTo(2);
            assertThat(stranger.err()).contains("https://127.0.0.1:" + port).doesNotContain("\tat ", "this is a bug");
        }
    }

    @Test
    void aCertificateThatCannotBeUsedStopsTheStart() throws Exception {
        Pem server = Pem.make(folder, "server");
        String text = "listen: 127.0.0.1:0\nstore: sqlite:%s\ntls: {cert_file: %s, key_file: %s}\n"
                .formatted(folder.resolve("state.db"), server.cert(), folder.resolve("none.pem"));
        Path config = Files.writeString(folder.resolve("headroom.yml"), text);
        Distribution.Result serve = Distribution.run(folder, LIMIT, "serve", "--config", config.toString());
        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err())
                .contains("none.pem cannot be read", "check that")
                .doesNotContain("this is a bug", "\tat ");
    }
}

package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that the next release does not take: who runs by it says so once, and nobody shows its secret. */
class OutdatedIT {
    private static final Pattern WARNING =
            Pattern.compile("(headroom.yml:2:8: store: must hold no user and no password after this release)");

    @TempDir
    private Path folder;

    @Test
    void aPasswordInTheUrlOfRedisIsWarnedOfByTheReceiverAlone() throws Exception {
        int port = Distribution.freePort();
        int nobody = Distribution.freePort();
        String text = "listen: 127.0.0.1:%d\nstore: redis://:S3CRET@127.0.0.1:%d/0\n".formatted(port, nobody);
        Path config = Files.writeString(folder.resolve("headroom.yml"), text);
        try (Child receiver = Distribution.start(folder, "serve", "--config", config.toString())) {
            receiver.said(WARNING);
            receiver.said(Pattern.compile("(listening on)"));
            assertThat(Http.at(port).check("store").path("detail").asText())
                    .contains("redis://127.0.0.1:" + nobody + "/0")
                    .doesNotContain("S3CRET");
            Distribution.Result status =
                    Distribution.run(folder, Duration.ofSeconds(60), "status", "--config", config.toString());
            assertThat(status.text()).doesNotContain("after this release", "S3CRET");
            String log = receiver.out() + receiver.err();
            assertThat(WARNING.matcher(log).results().count()).isEqualTo(1);
            assertThat(log).doesNotContain("S3CRET");
        }
    }
}

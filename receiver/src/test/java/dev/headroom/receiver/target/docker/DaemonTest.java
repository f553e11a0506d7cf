package dev.headroom.receiver.target.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.compose.ComposeTarget;
import dev.headroom.receiver.target.docker.Daemon.Call;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private static final Call PING = new Call("GET", "/_ping", null, Duration.ofSeconds(3));

    @TempDir
    private Path folder;

    private final ExecutorService workers = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        workers.shutdownNow();
    }

    @Test
    void noDaemonIsToldWithItsSocketAndTheRemedy() {
        URI nowhere = URI.create("unix://" + folder.resolve("none.sock"));
        try (Daemon daemon = new Daemon(nowhere, workers, Fences.OPEN)) {
            assertThatThrownBy(() -> daemon.send(new Call("GET", "/_ping", null, Duration.ofSeconds(30))))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining(nowhere.toString())
                    .hasMessageContaining("cannot be reached")
                    .hasMessageContaining("DOCKER_HOST");
        }
    }

    /**
     * A daemon that is paused accepts, in its kernel's queue, and then says nothing. The call before, to nobody, loads
     * the client's classes, so that the second is sure to have connected when its time is over.
     */
    @Test
    @Timeout(60)
    void aDaemonThatHangsIsLeftWhenTheTimeIsOver() throws Exception {
        Path socket = folder.resolve("paused.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Daemon daemon = new Daemon(URI.create("unix://" + socket), workers, Fences.OPEN)) {
            Call first = new Call("GET", "/_ping", null, Duration.ofSeconds(30));
            assertThatThrownBy(() -> daemon.send(first)).hasMessageContaining("cannot be reached");
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThatThrownBy(() -> daemon.send(PING))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("did not answer GET /_ping")
                    .hasMessageContaining(socket.toString());

            try (SocketChannel left = server.accept()) {
                ByteBuffer request = ByteBuffer.allocate(4096);
                while (left.read(request) > 0) {
                    // up to the end of the stream: the call let go of its connection
                }
                assertThat(new String(request.array(), 0, request.position())).startsWith("GET /_ping");
            }
        }
        workers.shutdown();
        assertThat(workers.awaitTermination(5, TimeUnit.SECONDS))
                .as("no thread is left behind")
                .isTrue();
    }

    /** As for a daemon behind a proxy that asks for a password; the client sends none, so that it is refused. */
    @Test
    void aPasswordInItsAddressIsShownNowhere() {
        for (String host : List.of("tcp://ana:S3CRET@127.0.0.1:1", "tcp://ana:S3CRET@nowhere.invalid:2375")) {
            try (Daemon daemon = new Daemon(URI.create(host), workers, Fences.OPEN)) {
                assertThatThrownBy(() -> daemon.send(PING))
                        .isInstanceOf(TargetException.class)
                        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("S3CRET"))
                        .hasMessageContaining("***@");
            }
        }
        assertThatThrownBy(() -> new ComposeTarget("shop", URI.create("carrier-pigeon://ana:S3CRET@roof"), Fences.OPEN))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("S3CRET"))
                .hasMessageContaining("carrier-pigeon");
    }

    @Test
    void anAddressOfAnUnknownKindIsRefusedAtOnce() {
        assertThatThrownBy(() -> new ComposeTarget("fragrance-ai", URI.create("carrier-pigeon://roof"), Fences.OPEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carrier-pigeon");
    }

    @Test
    void aNameThatComposeCannotHaveMadeIsRefused() {
        assertThatThrownBy(() -> new ComposeTarget("Fragrance AI/../x", null, Fences.OPEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Fragrance AI/../x")
                .hasMessageContaining("com.docker.compose.project");
    }
}

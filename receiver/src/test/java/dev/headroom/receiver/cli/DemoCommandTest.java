package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    @Test
    void itRunsBesideWhoeverHasItsUsualPort() throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            assertThat(DemoCommand.free(port)).isEqualTo("127.0.0.1:0");
        }
        assertThat(DemoCommand.free(port)).isEqualTo("127.0.0.1:" + port);
    }
}

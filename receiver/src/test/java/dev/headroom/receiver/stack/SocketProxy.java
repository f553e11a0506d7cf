package dev.headroom.receiver.stack;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A real HAProxy with one of the shipped configurations, before a socket that answers 200 to whatever comes. */
final class SocketProxy {
    private static final Map<String, SocketProxy> STARTED = new ConcurrentHashMap<>();
    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".getBytes(StandardCharsets.UTF_8);

    private final int port;

    private SocketProxy(int port) {
        this.port = port;
    }

    /** The one with this configuration; started at the first call, ended with the tests. */
    static SocketProxy of(String name) {
        return STARTED.computeIfAbsent(name, SocketProxy::start);
    }

    private static SocketProxy start(String name) {
        try {
            Path folder = Files.createTempDirectory("headroom-proxy");
            Path socket = folder.resolve("docker.sock");
            answer(socket);
            int port = Distribution.freePort();
            String config = Files.readString(Distribution.ROOT.resolve("compose/socket-proxy/" + name + ".cfg"))
                    .replace("/var/run/docker.sock", socket.toString())
                    .replace("bind :2375", "bind 127.0.0.1:" + port);
            Files.writeString(folder.resolve("haproxy.cfg"), config);
            Child child = Child.start(folder, List.of("haproxy", "-db", "-f", "haproxy.cfg"), Map.of());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child, folder)));
            SocketProxy proxy = new SocketProxy(port);
            Waiting.until("HAProxy listens", () -> proxy.listens());
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Child child, Path folder) {
        child.kill();
        for (String file : folder.toFile().list()) {
            folder.resolve(file).toFile().delete();
        }
        folder.toFile().delete();
    }

    private static void answer(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> serve(server), "engine");
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(ServerSocketChannel server) {
        while (true) {
            try (SocketChannel client = server.accept()) {
                client.read(ByteBuffer.allocate(64 * 1024));
                client.write(ByteBuffer.wrap(OK));
            } catch (IOException e) {
                return;
            }
        }
    }

    private boolean listens() {
        try {
            return status("GET", "/healthz") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The status of the answer; the path is sent as it is, which a well-behaved client would not do. */
    int status(String method, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String request =
                    method + " " + path + " HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }
}

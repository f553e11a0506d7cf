package dev.headroom.receiver.kubernetes.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The part of the node's kubelet that {@code kubectl logs} asks. */
final class Logs implements AutoCloseable {
    private final Map<String, Path> kept = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer server;

    /** Serves from now on. */
    Logs() throws IOException {
        ControlPlane plane = ControlPlane.running();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(plane.serving());
        server.createContext("/containerLogs/", this::answer);
        server.setExecutor(threads);
        server.start();
        plane.admin()
                .nodes()
                .withName("node-1")
                .editStatus(node -> new NodeBuilder(node)
                        .editStatus()
                        .withAddresses()
                        .addNewAddress("127.0.0.1", "InternalIP")
                        .withNewDaemonEndpoints()
                        .withNewKubeletEndpoint(server.getAddress().getPort())
                        .endDaemonEndpoints()
                        .endStatus()
                        .build());
    }

    void keep(String namespace, String pod, Path log) {
        kept.put("/containerLogs/" + namespace + "/" + pod + "/", log);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] text = kept.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .map(Logs::read)
                .findFirst()
                .orElse("this pod is played\n".getBytes(StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(200, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private static byte[] read(Path log) {
        try {
            return Files.readAllBytes(log);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

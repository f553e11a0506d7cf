package dev.headroom.receiver.kubernetes.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The part of a kubelet that {@code kubectl logs} asks. */
final class Logs {
    private static final Map<String, Path> KEPT = new ConcurrentHashMap<>();
    private static final char[] PASSWORD = "changeit".toCharArray();

    private Logs() {}

    static void keep(String namespace, String pod, Path log) {
        KEPT.put("/containerLogs/" + namespace + "/" + pod + "/", log);
    }

    /** Serves on the port that it answers with, until the process ends. */
    static int serve(Path folder) throws IOException {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(folder)));
            server.createContext("/containerLogs/", Logs::answer);
            server.setExecutor(task -> {
                Thread thread = new Thread(task, "logs");
                thread.setDaemon(true);
                thread.start();
            });
            server.start();
            return server.getAddress().getPort();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve("kubelet.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "kubelet",
                        "-dname",
                        "CN=node-1",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (made.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + Files.readString(folder.resolve("keytool.log")));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = new FileInputStream(file.toFile())) {
            store.load(bytes, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] text = KEPT.entrySet().stream()
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
}

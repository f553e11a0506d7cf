package dev.headroom.receiver.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** HAProxy with the files of docs/standby.md before three stand-ins for vLLM, in the containers of a project. */
final class ProxiedServers {
    static final String SERVICE = "worker-llm";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ClassProject project;
    private final List<Replica> replicas = new ArrayList<>();
    private final String proxy;

    /** HAProxy is this machine's own. */
    static String compose(BusyboxImage image) {
        return """
                version: "3"
                services:
                  worker-llm:
                    image: %1$s
                    command: [/srv/server.sh, serve]
                    environment: {WAKE: "2", LOOK: "0.3"}
                    volumes: ["./server.sh:/srv/server.sh:ro"]
                  haproxy:
                    image: %1$s
                    command: [/usr/sbin/haproxy, -db, -f, /cfg/haproxy.cfg]
                    volumes: ["/usr:/usr:ro", "/lib:/lib:ro", "/lib64:/lib64:ro", "./cfg:/cfg:ro"]
                """.formatted(image.name());
    }

    private ProxiedServers(ClassProject project) {
        this.project = project;
        for (String id : project.ids(SERVICE)) {
            replicas.add(new Replica(id, replicas.size() + 1, ReplicaState.READY, Instant.EPOCH, address(id), ""));
        }
        this.proxy = address(proxyId());
    }

    static ProxiedServers start(ClassProject project) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "no haproxy");
        Path cfg = Files.createDirectory(project.folder().resolve("cfg"));
        for (String name : List.of("haproxy.cfg", "traffic.lua")) {
            String text = Files.readString(Distribution.ROOT.resolve("docs/standby/" + name));
            Files.writeString(cfg.resolve(name), text.replace("/usr/local/etc/haproxy/", "/cfg/"));
        }
        Path server = Files.copy(
                Path.of("src/test/resources/standby/server.sh"),
                project.folder().resolve("server.sh"));
        assertThat(server.toFile().setExecutable(true)).isTrue();
        project.up(SERVICE + "=3", "haproxy=1");
        return new ProxiedServers(project);
    }

    private String address(String id) {
        JsonNode networks = project.inspect(id).at("/NetworkSettings/Networks");
        return networks.elements().next().path("IPAddress").asText();
    }

    private String proxyId() {
        return project.ids("haproxy").iterator().next();
    }

    void restartProxy() {
        project.docker("restart", "--time", "1", proxyId());
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** As {@code headroom.yml} has it. */
    String hook(String word) {
        return "http://" + proxy + ":8404/" + word + "/{address}";
    }

    /** A request through the proxy. */
    HttpResponse<String> ask() throws IOException {
        return send(HttpRequest.newBuilder(URI.create("http://" + proxy + ":8000/v1/completions"))
                .POST(BodyPublishers.ofString("{\"prompt\": \"a\"}")));
    }

    boolean answers() {
        try {
            return ask().statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void noRequestCameToASleeper() throws IOException {
        for (Replica replica : replicas) {
            URI strays = URI.create("http://" + replica.address() + ":8000/strays");
            assertThat(send(HttpRequest.newBuilder(strays)).body().strip())
                    .as(replica.address())
                    .isEqualTo("0");
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

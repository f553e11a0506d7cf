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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HAProxy with the files of docs/standby.md before stand-ins for vLLM, in the containers of a project. */
final class ProxiedServers {
    static final String SERVICE = "worker-llm";
    private static final int PORT = 8000;
    private static final String TRAFFIC = "# For Headroom alone";
    private static final String REQUESTS = "frontend requests";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ClassProject project;
    private final List<String> services;
    private final Map<String, List<Replica>> replicas = new LinkedHashMap<>();
    private final String proxy;

    /**
     * HAProxy is this machine's own.
     *
     * @param look seconds until each tells whether it sleeps
     * @param vram bytes that each takes while it is awake, told in the folder {@code vram} of the project
     */
    static String compose(BusyboxImage image, String look, long vram, List<String> services) {
        StringBuilder servers = new StringBuilder();
        for (String service : services) {
            servers.append("""
                      %s:
                        image: %s
                        command: [/srv/server.sh, serve]
                        environment: {WAKE: "2", LOOK: "%s", VRAM: "%d"}
                        volumes: ["./server.sh:/srv/server.sh:ro", "./vram:/vram"]
                    """.formatted(service, image.name(), look, vram));
        }
        return """
                version: "3"
                services:
                %s
                  haproxy:
                    image: %s
                    command: [/usr/sbin/haproxy, -db, -f, /cfg/haproxy.cfg]
                    volumes: ["/usr:/usr:ro", "/lib:/lib:ro", "/lib64:/lib64:ro", "./cfg:/cfg:ro"]
                """.formatted(servers.toString().stripTrailing(), image.name());
    }

    private ProxiedServers(ClassProject project, List<String> services) {
        this.project = project;
        this.services = services;
        for (String service : services) {
            List<Replica> found = new ArrayList<>();
            for (String id : project.ids(service)) {
                found.add(new Replica(id, found.size() + 1, ReplicaState.READY, Instant.EPOCH, address(id), ""));
            }
            replicas.put(service, found);
        }
        this.proxy = address(proxyId());
    }

    /** @param scales how many of each service, as {@code worker-llm=3} */
    static ProxiedServers start(ClassProject project, List<String> scales) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "no haproxy");
        List<String> services =
                scales.stream().map(scale -> scale.split("=")[0]).toList();
        Path cfg = Files.createDirectory(project.folder().resolve("cfg"));
        Files.writeString(cfg.resolve("haproxy.cfg"), proxying(shipped("haproxy.cfg"), services));
        Files.writeString(cfg.resolve("traffic.lua"), shipped("traffic.lua"));
        Path server = Files.copy(
                Path.of("src/test/resources/standby/server.sh"),
                project.folder().resolve("server.sh"));
        assertThat(server.toFile().setExecutable(true)).isTrue();
        List<String> all = new ArrayList<>(scales);
        all.add("haproxy=1");
        project.up(all.toArray(String[]::new));
        return new ProxiedServers(project, services);
    }

    private static String shipped(String name) throws IOException {
        return Files.readString(Distribution.ROOT.resolve("docs/standby/" + name))
                .replace("/usr/local/etc/haproxy/", "/cfg/");
    }

    /** The front and the back of one service, for each of them: the first at port 8000, the next at 8001. */
    private static String proxying(String shipped, List<String> services) {
        int begin = shipped.indexOf(REQUESTS);
        int end = shipped.indexOf(TRAFFIC);
        StringBuilder text = new StringBuilder(shipped.substring(0, begin));
        for (String service : services) {
            text.append(shipped.substring(begin, end)
                    .replace(REQUESTS, REQUESTS + "-" + service)
                    .replace("bind :" + PORT, "bind :" + port(services, service))
                    .replace(SERVICE, service));
        }
        return text.append(shipped.substring(end)).toString();
    }

    private static int port(List<String> services, String service) {
        return PORT + services.indexOf(service);
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

    List<Replica> replicas(String service) {
        return replicas.getOrDefault(service, List.of());
    }

    /** As {@code headroom.yml} has it. */
    String hook(String word) {
        return "http://" + proxy + ":8404/" + word + "/{address}";
    }

    /** A request through the proxy. */
    HttpResponse<String> ask(String service) throws IOException {
        URI front = URI.create("http://" + proxy + ":" + port(services, service) + "/v1/completions");
        return send(HttpRequest.newBuilder(front).POST(BodyPublishers.ofString("{\"prompt\": \"a\"}")));
    }

    boolean answers(String service) {
        try {
            return ask(service).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Puts one to sleep by its own interface, before anybody looks. */
    void putToSleep(Replica replica) throws IOException {
        assertThat(send(HttpRequest.newBuilder(
                                        URI.create("http://" + replica.address() + ":" + PORT + "/sleep?level=1"))
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    void noRequestCameToASleeper() throws IOException {
        noneCounts("/strays");
    }

    void noneWasPutToSleepAtWork() throws IOException {
        noneCounts("/disturbed");
    }

    private void noneCounts(String path) throws IOException {
        for (List<Replica> those : replicas.values()) {
            for (Replica replica : those) {
                URI counter = URI.create("http://" + replica.address() + ":" + PORT + path);
                assertThat(send(HttpRequest.newBuilder(counter)).body().strip())
                        .as(counter.toString())
                        .isEqualTo("0");
            }
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

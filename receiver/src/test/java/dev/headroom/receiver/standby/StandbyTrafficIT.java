package dev.headroom.receiver.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.HookSpec;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import dev.headroom.receiver.standby.http.SleeperKind;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HAProxy with the files of docs/standby.md before stand-ins that sleep and wake, on a real Docker engine. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StandbyTrafficIT {
    private static final String SERVICE = "worker-llm";
    private static final int CLIENTS = 3;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    static final ClassProject PROJECT =
            new ClassProject("headroomt" + ProcessHandle.current().pid(), StandbyTrafficIT::compose);

    /** HAProxy is this machine's own. */
    private static String compose(BusyboxImage image) {
        return """
                version: "3"
                services:
                  worker-llm:
                    image: %1$s
                    command: [/srv/server.sh, serve]
                    environment: {WAKE: "1", LOOK: "0.3"}
                    volumes: ["./server.sh:/srv/server.sh:ro"]
                  haproxy:
                    image: %1$s
                    command: [/usr/sbin/haproxy, -db, -f, /cfg/haproxy.cfg]
                    volumes: ["/usr:/usr:ro", "/lib:/lib:ro", "/lib64:/lib64:ro", "./cfg:/cfg:ro"]
                """.formatted(image.name());
    }

    private static HttpHooks hooks;
    private static HttpSleepingServers servers;
    private static List<Replica> replicas;
    private static String proxy;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "no haproxy");
        Path cfg = Files.createDirectory(PROJECT.folder().resolve("cfg"));
        for (String name : List.of("haproxy.cfg", "traffic.lua")) {
            String text = Files.readString(Distribution.ROOT.resolve("docs/standby/" + name));
            Files.writeString(cfg.resolve(name), text.replace("/usr/local/etc/haproxy/", "/cfg/"));
        }
        Path server = Files.copy(
                Path.of("src/test/resources/standby/server.sh"), PROJECT.folder().resolve("server.sh"));
        assertThat(server.toFile().setExecutable(true)).isTrue();
        PROJECT.up(SERVICE + "=3", "haproxy=1");
        replicas = new ArrayList<>();
        for (String id : PROJECT.ids(SERVICE)) {
            replicas.add(new Replica(id, replicas.size() + 1, ReplicaState.READY, Instant.EPOCH, address(id), ""));
        }
        proxy = address(PROJECT.ids("haproxy").iterator().next());
        hooks = new HttpHooks(
                Map.of(
                        SERVICE,
                        new HttpHooks.Service(
                                Map.of(
                                        Hook.DRAIN, hook("drain"),
                                        Hook.ROUTE, hook("route"),
                                        Hook.ACTIVE_TASKS, hook("tasks")),
                                Duration.ofSeconds(10),
                                Access.OPEN)),
                null);
        servers = new HttpSleepingServers(
                Map.of(
                        SERVICE,
                        new HttpSleepingServers.Service(
                                SleeperKind.VLLM,
                                "http://{address}:8000",
                                "",
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Access.OPEN)),
                InstantSource.system());
    }

    private static HookSpec hook(String word) {
        return new HookSpec.Url("http://" + proxy + ":8404/" + word + "/{address}");
    }

    private static String address(String id) {
        JsonNode networks = PROJECT.inspect(id).at("/NetworkSettings/Networks");
        return networks.elements().next().path("IPAddress").asText();
    }

    /** A steady flow of requests through the proxy, each as soon as its client has the answer to the last. */
    private static final class Flow implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final Set<String> answering = ConcurrentHashMap.newKeySet();
        private final List<Thread> clients = new ArrayList<>();

        Flow() {
            for (int i = 0; i < CLIENTS; i++) {
                Thread client = new Thread(this::run, "client-" + i);
                client.start();
                clients.add(client);
            }
        }

        private void run() {
            while (!over.get()) {
                try {
                    HttpResponse<String> answer = ask();
                    if (answer.statusCode() == 200) {
                        answered.incrementAndGet();
                        answering.add(answer.body());
                    } else {
                        failures.add(answer.statusCode() + " " + answer.body());
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }
        }

        /** Until so many more are answered. */
        void goOn(int more) {
            int enough = answered.get() + more;
            DockerProject.await(more + " more answers", () -> answered.get() >= enough || !failures.isEmpty());
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private static HttpResponse<String> ask() throws IOException {
        return send(HttpRequest.newBuilder(URI.create("http://" + proxy + ":8000/v1/completions"))
                .POST(BodyPublishers.ofString("{\"prompt\": \"a\"}")));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static SleepingServer server(Replica replica) {
        return servers.of(SERVICE, replica);
    }

    private static int tasks(Replica replica) {
        try {
            return hooks.activeTasks(SERVICE, replica);
        } catch (HookException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** As the sequence does it: drained, then idle by what proxy and server tell, then asleep. */
    private static void putToSleep(Replica replica) throws HookException, SleepException {
        hooks.call(SERVICE, Hook.DRAIN, replica);
        DockerProject.await(
                "idle", () -> tasks(replica) == 0 && server(replica).look().idle());
        server(replica).sleep(1);
        assertThat(server(replica).look()).isEqualTo(Sight.asleep());
    }

    private static void wake(Replica replica) throws HookException, SleepException {
        server(replica).wake(1);
        assertThat(server(replica).look().mode()).isEqualTo(Sight.Mode.AWAKE);
        hooks.call(SERVICE, Hook.ROUTE, replica);
    }

    /** Requests that came to one while it slept. */
    private static String strays(Replica replica) throws IOException {
        return send(HttpRequest.newBuilder(URI.create("http://" + replica.address() + ":8000/strays")))
                .body()
                .strip();
    }

    private static void noRequestCameToASleeper() throws IOException {
        for (Replica replica : replicas) {
            assertThat(strays(replica)).as(replica.address()).isEqualTo("0");
        }
    }

    private static void allServe() {
        try (Flow flow = new Flow()) {
            DockerProject.await("all three serve", () -> flow.answering.size() == 3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whileReplicasSleepAndWakeNoRequestReachesASleeperAndNoneFails() throws Exception {
        DockerProject.await("the proxy has replicas", StandbyTrafficIT::answers);
        allServe();
        try (Flow flow = new Flow()) {
            for (int round = 0; round < 4; round++) {
                Replica first = replicas.get(round % 3);
                Replica second = replicas.get((round + 1) % 3);
                putToSleep(first);
                putToSleep(second);
                flow.goOn(20);
                wake(first);
                flow.goOn(10);
                wake(second);
            }
            flow.goOn(20);
            assertThat(flow.failures).isEmpty();
        }
        noRequestCameToASleeper();
        allServe();
    }

    /** It has forgotten who was drained. */
    @Test
    void aProxyThatIsStartedAnewFindsOutWhoSleepsBeforeItSendsARequest() throws Exception {
        DockerProject.await("the proxy has replicas", StandbyTrafficIT::answers);
        putToSleep(replicas.get(0));
        try (Flow flow = new Flow()) {
            PROJECT.docker("restart", "--time", "1", PROJECT.ids("haproxy").iterator().next());
            int before = flow.answered.get();
            DockerProject.await("the proxy is back", () -> flow.answered.get() >= before + 60);
        }
        noRequestCameToASleeper();
        wake(replicas.get(0));
        allServe();
    }

    private static boolean answers() {
        try {
            return ask().statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}

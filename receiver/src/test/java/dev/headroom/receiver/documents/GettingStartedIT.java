package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Archive;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Shipped;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk of docs/getting-started.md, command by command: from a Prometheus that scrapes what vLLM, FastAPI, Celery and DCGM write to
 * a frozen receiver that decides rightly about them. Beside it the same with four services of other names, on the other generation of
 * servers where it is here, and with a Prometheus that has nothing. Only what takes minutes is made short, before the servers load it.
 */
@Timeout(420)
class GettingStartedIT {
    private static final Path DOCUMENT = Path.of("docs/getting-started.md");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int TARGETS = 6;

    @TempDir
    static Path folder;

    private static final Servers SERVERS = new Servers();
    private static PlayedServices played;
    private static Generation generation;
    private static Walk walk;
    private static Installation walked;
    private static Installation renamed;

    /** A frozen receiver, and what it calls the services. */
    private record Installation(Http receiver, String model, String web, String docs, String jobs) {
        JsonNode explanation(String service) {
            return receiver.told("/api/v1/services/" + service + "/explanation");
        }

        /** The guards that refuse what a service wants. */
        Set<String> refusing(String service) {
            Set<String> refusing = new TreeSet<>();
            explanation(service).path("verdicts").forEach(verdict -> {
                if (verdict.path("verdict").asText().equals("refuse")) {
                    refusing.add(verdict.path("guard").asText());
                }
            });
            return refusing;
        }

        void until(String service, String what, Predicate<JsonNode> condition) {
            try {
                Waiting.until(LIMIT, service + " " + what, () -> condition.test(explanation(service)));
            } catch (AssertionError e) {
                throw new AssertionError(explanation(service) + " " + receiver.text("/api/v1/alerts"), e);
            }
        }
    }

    @BeforeAll
    static void prepare() throws IOException {
        List<Generation> here = Generation.here(GettingStartedIT.class, Monitoring.PROGRAMS);
        generation = here.get(0);
        played = new PlayedServices(SERVERS);
        Monitoring mine = Monitoring.start(generation, SERVERS, folder.resolve("etc"), played.scrapes());
        Monitoring others =
                Monitoring.start(here.get(here.size() - 1), SERVERS, folder.resolve("other-etc"), played.scrapes());
        mine.scrapes(TARGETS);
        others.scrapes(TARGETS);
        launcher();
        renamed = underOtherNames(others);
        walk = new Walk(mine);
        walked = walk.go();
    }

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    /** As ./headroom, without building. */
    private static void launcher() throws IOException {
        Path home = Files.createDirectories(folder.resolve("headroom"));
        Path script = Files.writeString(home.resolve("headroom"), """
                #!/bin/bash
                HEADROOM_HOME=%s exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %s -Xlog:disable \\
                  -cp '%s/*' dev.headroom.receiver.cli.Main "$@"
                """.formatted(
                        Distribution.ROOT,
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        Archive.option(),
                        Distribution.LIB));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    /** The rules and routes short, and a receiver that looks often. */
    private static void hurry(Path mine) throws IOException {
        Shipped.hurry(mine);
        Path configuration = mine.resolve("headroom.yml");
        Files.writeString(
                configuration,
                Files.readString(configuration).replace("receiver: headroom}", "receiver: headroom, poll_interval: 1s}")
                        + "evaluate_every: 1s\n");
    }

    /** Four services that nobody calls as the shipped ones. */
    private static Installation underOtherNames(Monitoring asked) throws IOException {
        Path mine = Files.createDirectories(folder.resolve("other"));
        String init = "init --yes --prometheus %s --listen 127.0.0.1:%d --service chat-7b=vllm,dcgm"
                + " --service api=fastapi --service batch=celery --service docs.web=docs";
        Distribution.Result written = Distribution.run(
                mine,
                LIMIT,
                init.formatted(asked.url(), Distribution.freePort()).split(" "));
        assertThat(written.exit()).as(written.text()).isZero();
        assertThat(written.out()).contains("found chat-7b: llm, by vllm, dcgm", "found docs.web: http, by starlette");
        assertThat(asked.run(mine, "../headroom/headroom lint")).contains("No findings.");
        hurry(mine);
        asked.run(mine, "cp prometheus/prometheus.yml alertmanager/alertmanager.yml /etc/prometheus/");
        asked.run(mine, "curl -fsS -X POST http://127.0.0.1:9090/-/reload http://127.0.0.1:9093/-/reload");
        Child receiver = SERVERS.add(Distribution.start(mine, "serve", "--frozen"));
        return new Installation(Http.at(Distribution.port(receiver)), "chat-7b", "api", "docs.web", "batch");
    }

    /** The commands of the document, as somebody types them: each ends well. */
    private static final class Walk {
        private final Monitoring mine;
        private final int port = Distribution.freePort();
        private final StringBuilder printed = new StringBuilder();
        private Path current = folder;
        private Installation installation;

        Walk(Monitoring mine) {
            this.mine = mine;
        }

        Installation go() throws IOException {
            String text = Snippets.text(DOCUMENT);
            int begin = line(text, "## 2. ");
            int end = line(text, "Where services are called");
            for (Snippet snippet : Snippets.in(DOCUMENT)) {
                if (snippet.line() > begin && snippet.line() < end) {
                    run(snippet.text());
                }
            }
            return installation;
        }

        private static int line(String text, String beginning) {
            int at = text.indexOf("\n" + beginning);
            assertThat(at).as(beginning).isNotNegative();
            return (int) text.substring(0, at).lines().count();
        }

        private void run(String text) throws IOException {
            if (text.startsWith("git clone ")) {
                assertThat(folder.resolve("headroom")).exists();
            } else if (text.startsWith("cd ")) {
                current = current.resolve(text.substring(3)).normalize();
                assertThat(current).exists();
            } else if (text.endsWith(" serve --frozen")) {
                Child receiver = SERVERS.add(Distribution.start(current, "serve", "--frozen"));
                installation =
                        new Installation(Http.at(Distribution.port(receiver)), "vllm", "fastapi", "docs", "celery");
                installation.until(
                        "vllm",
                        "is judged",
                        judged -> !judged.path("outcome").asText().isEmpty());
            } else {
                if (text.startsWith("sudo cp -b prometheus/")) {
                    hurry(current);
                }
                printed.append(mine.run(current, text.replace(" init ", " init --listen 127.0.0.1:" + port + " ")));
            }
        }
    }

    @Test
    void theCommandsOfTheWalkShowWhatTheDocumentSays() throws IOException {
        assertThat(walk.printed)
                .contains("found vllm: llm, by vllm, dcgm of job", "found fastapi: http, by fastapi-instrumentator")
                .contains("No findings.")
                .containsPattern("(?m)^vllm +2 ");
        assertThat(folder.resolve("mine/FOUND.md"))
                .content()
                .contains("| `vllm` | llm_queue_length | yes |", "| `fastapi` | cpu_usage | no |")
                .contains("`fastapi` is never scaled down");
    }

    /** Each in turn: what is wanted is what the load says, and only the freeze, or the want of room, is against it. */
    @Test
    void aDrivenLoadIsDecidedRightlyUnderAnyName() {
        List<Installation> both = List.of(walked, renamed);
        both.forEach(each -> each.until(
                each.model(),
                "could do with fewer, and has no more than its minimum",
                told -> each.refusing(each.model()).equals(Set.of("bounds", "override"))));
        played.tasksWait(60);
        played.requests(100, 50);
        played.pages(100, 50);
        both.forEach(each -> {
            each.until(each.jobs(), "wants one more for its queue", told -> wantsMore(told, "queue_length", 1));
            for (String app : List.of(each.web(), each.docs())) {
                each.until(app, "wants one more for its errors", told -> wantsMore(told, "error_rate", 1));
            }
            assertThat(each.explanation(each.model()).toString())
                    .as("the load of others is not its own")
                    .doesNotContain("QueueBuildup");
        });
        played.promptsWait(40);
        both.forEach(each -> {
            each.until(each.model(), "wants one more for its queue", told -> wantsMore(told, "queue_length", 2));
            assertThat(each.refusing(each.model()))
                    .as("there is room on the GPU")
                    .containsExactly("override");
        });
        played.gpu(8, 72, 95);
        both.forEach(each -> each.until(
                each.model(),
                "has no room on its GPU",
                told -> each.refusing(each.model()).contains("vram")));
    }

    private static boolean wantsMore(JsonNode told, String trigger, int from) {
        return told.path("to").asInt() == from + 1
                && told.path("source").asText().equals(trigger);
    }

    @Test
    void ofAPrometheusThatHasNothingItIsSaidWhatIsMissing() throws IOException {
        Monitoring empty = Monitoring.start(generation, SERVERS, folder.resolve("empty"), "");
        Path mine = Files.createDirectories(folder.resolve("nothing"));

        Distribution.Result init = Distribution.run(mine, LIMIT, "init", "--yes", "--prometheus", empty.url());

        assertThat(init.exit()).as(init.text()).isEqualTo(1);
        assertThat(init.out()).contains("No service was found that could be scaled");
        assertThat(mine.toFile().list((in, name) -> !name.startsWith("child"))).containsExactly("FOUND.md");
        assertThat(mine.resolve("FOUND.md")).content().contains("docs/metrics.md", "vllm");
    }
}

package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Shipped;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.init.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The way onto a real target as docs/getting-started.md has it, and backup and restore as docs/operations.md, command by command. */
@Timeout(600)
class FirstHoursIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String NAME = "headroom-first-hours";
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    static final ClassProject PROJECT = new ClassProject(
            NAME,
            image -> "version: '2.4'\nservices:\n" + DockerProject.service("app", image)
                    + DockerProject.service("worker-llm", image) + DockerProject.service("worker-rl", image));

    @TempDir
    private Path folder;

    private final int port = Distribution.freePort();
    private Child receiver;

    @AfterEach
    void stop() {
        if (receiver != null) {
            receiver.close();
        }
    }

    private void configure(String target) throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.everyService(map, "warmup_time", "0s");
            Shipped.everyService(map, "drain_timeout", "1s");
            Shipped.everyService(map, "checkpoint_sync", "none");
            return map;
        });
        Files.writeString(
                folder.resolve("headroom.yml"), "listen: 127.0.0.1:%d\npolicy: %s\n%s".formatted(port, policy, target));
    }

    /** Runs a command as it stands; a receiver takes the place of the one before. */
    private void run(Snippet snippet) {
        String text = snippet.text();
        if (!text.startsWith("./headroom ")) {
            new Command(folder, LIMIT).must("bash", "-c", text);
            return;
        }
        String[] words = words(text.substring("./headroom ".length()));
        if (words[0].equals("serve")) {
            stop();
            receiver = Distribution.start(folder, words);
            Distribution.port(receiver);
            Http http = Http.at(port);
            Waiting.until("all are judged", () -> http.answers("/api/v1/services/worker-rl/explanation"));
        } else {
            Distribution.Result result = Distribution.run(folder, LIMIT, words);
            assertThat(result.exit()).as("%s: %s", text, result.text()).isZero();
        }
    }

    private static String[] words(String text) {
        Matcher words = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(text);
        return words.results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }

    private static List<Snippet> section(String document, String heading) throws IOException {
        Path file = Distribution.ROOT.resolve(document);
        List<String> lines = Files.readAllLines(file);
        int begin = lines.indexOf(heading);
        assertThat(begin).as(heading).isNotNegative();
        int end = begin + 1;
        while (end < lines.size() && !lines.get(end).startsWith("## ")) {
            end++;
        }
        int last = end;
        return Snippets.in(Path.of(document)).stream()
                .filter(snippet -> snippet.line() > begin && snippet.line() <= last)
                .toList();
    }

    private static int replicas(String service) {
        return PROJECT.ids(service).size();
    }

    @Test
    void aRealTargetIsLookedAtBeforeAnythingIsDone() throws IOException {
        PROJECT.up("app=1", "worker-llm=1", "worker-rl=1");
        assertThat(Places.known(null, new ArrayList<>()))
                .as("what headroom init finds here")
                .containsEntry(NAME, Map.of("app", 1, "worker-llm", 1, "worker-rl", 1));
        String document = Files.readString(Distribution.ROOT.resolve("docs/getting-started.md"));
        Matcher target = YAML.matcher(document.substring(document.indexOf("## Let it scale")));
        assertThat(target.find()).isTrue();
        configure(target.group(1).replace("fragrance-ai", NAME).strip() + "\n");
        List<Snippet> commands = section("docs/getting-started.md", "## Let it scale");
        int restart = commands.stream().map(Snippet::text).toList().indexOf("./headroom serve");
        assertThat(commands.get(0).text()).isEqualTo("./headroom serve --frozen");
        assertThat(restart).isPositive();

        commands.subList(0, restart).forEach(this::run);

        assertThat(receiver.err()).contains("scale at first sight: app is met for the first time, with 1 replica");
        assertThat(replicas("app")).as("frozen").isEqualTo(1);
        run(commands.get(restart));
        Http http = Http.at(port);
        Waiting.until(
                "it has looked",
                () -> !http.get("/api/v1/services/app").path("desired").isNull());
        assertThat(replicas("app")).as("still frozen, by the freeze").isEqualTo(1);
        commands.subList(restart + 1, commands.size()).forEach(this::run);
        int floor = http.get("/api/v1/services/app").path("floor").asInt();
        Waiting.until("app is at its floor", () -> replicas("app") == floor);
        assertThat(receiver.err()).contains("scale up: app goes from 1 to ");
    }

    @Test
    void whatWasKeptIsThereAgainAfterARestore() throws IOException {
        configure("target: {kind: simulated}\n");
        List<Snippet> commands = section("docs/operations.md", "## Upgrade, backup, restore");
        int restore = commands.stream().map(Snippet::text).toList().indexOf("mv data data.aside");
        int backup = commands.stream().map(Snippet::text).toList().indexOf("mkdir -p backup");
        assertThat(restore).isGreaterThan(backup);
        run(new Snippet("here", 1, "./headroom serve", List.of()));
        run(new Snippet("here", 1, "./headroom pin app 4 --for 2h --reason kept --owner ana", List.of()));
        stop();
        receiver = null;

        commands.subList(backup, restore).forEach(this::run);
        run(new Snippet("here", 1, "./headroom serve", List.of()));
        run(new Snippet("here", 1, "./headroom release app", List.of()));
        stop();
        receiver = null;
        commands.subList(restore, commands.size()).forEach(this::run);

        assertThat(Http.at(port)
                        .get("/api/v1/services/app")
                        .path("override")
                        .path("reason")
                        .asText())
                .isEqualTo("kept");
        assertThat(folder.resolve("data.aside/headroom.db"))
                .as("aside, not away")
                .exists();
    }
}

package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person scales, pins, freezes, holds and releases by command; what is refused, and where it is shown. */
class OrdersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path config;
    private Child receiver;
    private Http http;

    @BeforeEach
    void serve() throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, same -> same);
        config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                store: sqlite:%s
                evaluate_every: 1s
                policy: %s
                target: {kind: simulated, start_time: 0s}
                """.formatted(
                        Distribution.freePort(), folder.resolve("state.db"), policy));
        receiver = Distribution.start(folder, "serve", "--config", config.toString());
        http = Http.at(Distribution.port(receiver));
        Waiting.until("every service has been judged", () -> http.answers("/api/v1/services/worker-rl/explanation"));
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private Distribution.Result run(int exit, String command, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = command;
        all[1] = "--config";
        all[2] = config.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        Distribution.Result result = Distribution.run(folder, LIMIT, all);
        assertThat(result.text()).doesNotContain("\tat ", "Exception");
        assertThat(result.exit()).as(result.text()).isEqualTo(exit);
        return result;
    }

    private void ready(String service, int replicas) {
        Waiting.until(
                service + " has " + replicas + " ready replicas",
                () -> http.get("/api/v1/services/" + service).path("ready").asInt() == replicas
                        && http.get("/api/v1/services/" + service)
                                .path("rollout")
                                .isNull());
    }

    @Test
    void ordersAreDoneRefusedAndShown() throws IOException, InterruptedException {
        assertThat(run(0, "explain", "app").out())
                .as("nothing is wished, so no guard is asked")
                .contains("app")
                .doesNotContain("GUARD");
        assertThat(run(0, "scale", "app", "3", "--owner", "ana", "--reason", "load test")
                        .out())
                .isEqualTo("app goes from 2 to 3: ana asks for 3: load test\n");
        ready("app", 3);

        assertThat(run(0, "freeze", "--all", "--for", "2h", "--owner", "bob", "--reason", "<b>sale")
                        .out())
                .containsPattern("app: freeze until [-0-9: ]+ UTC by bob: <b>sale\n")
                .contains("worker-llm: freeze", "worker-rl: freeze");
        assertThat(run(1, "scale", "app", "4", "--reason", "x").err())
                .contains(
                        "app stays at 3",
                        "asks for 4: x; freeze until ",
                        " UTC by bob: <b>sale",
                        "release the override");
        assertThat(run(0, "status").out())
                .containsPattern("app +3 +3 +2\\.\\.10 +2 +- +freeze until [-0-9: ]+ by bob: <b>sale");
        assertThat(http.text("/metrics"))
                .contains("headroom_override_expires_timestamp_seconds{kind=\"freeze\",service=\"app\"}")
                .doesNotContain("sale", "bob");

        String[] mine = {"worker-rl", "--for", "1h", "--owner", "ana", "--reason", "mine"};
        assertThat(run(1, "freeze", mine).err())
                .containsPattern("worker-rl has another person's override: freeze until .* by bob: <b>sale")
                .contains("ask bob", "--replace");
        String[] still = Arrays.copyOf(mine, mine.length + 1);
        still[mine.length] = "--replace";
        assertThat(run(0, "freeze", still).out())
                .containsPattern(
                        "worker-rl: freeze until .* by ana: mine; it replaces freeze until .* by bob: <b>sale, "
                                + "which does not come back");
        Distribution.Result all = run(1, "freeze", "--all", "--for", "1h", "--owner", "bob", "--reason", "again");
        assertThat(all.out())
                .as("one's own is replaced, and that is told")
                .containsPattern("app: freeze until .* by bob: again; it replaces freeze until .* by bob: <b>sale")
                .doesNotContain("worker-rl");
        assertThat(all.err()).contains("worker-rl is left out: worker-rl has another person's override", "--replace");

        assertThat(run(0, "release", "app", "--owner", "ana", "--reason", "all fine")
                        .out())
                .containsPattern(
                        "app: released freeze until .* by bob: again; it follows the policy again, and what this "
                                + "order had replaced does not come back");
        assertThat(run(0, "release", "--all").out()).contains("worker-llm: released", "worker-rl: released");
        assertThat(run(0, "release", "--all").out()).contains("no service has an override");
        assertThat(run(1, "release", "app").err()).contains("app has no override");

        run(0, "pin", "worker-llm", "4", "--for", "1h", "--reason", "launch");
        ready("worker-llm", 4);
        assertThat(run(0, "explain", "worker-llm").out()).containsPattern("pin at 4 until [-0-9: ]+ by .*: launch");
        assertThat(run(0, "decisions").out())
                .containsPattern("[0-9]  done +app goes from 2 to 3: ana asks for 3: load test\n")
                .containsPattern("asks for 4: x; freeze until .* by bob: <b>sale")
                .contains("app: ana takes away freeze by bob: again; all fine");
        run(0, "hold", "app", "up", "--for", "4s", "--owner", "ana", "--reason", "short");
        Waiting.until(
                "the end of the hold is told",
                () -> http.text("/api/v1/decisions").contains("hold_up by ana: short has expired"));
        assertThat(receiver.err())
                .contains("app: ana takes away freeze by bob: again; all fine")
                .contains("app: hold_up by ana: short has expired");
    }

    @Test
    void whatThePolicyHasFrozenStaysSoWhateverIsReleasedAndThatIsTold() throws IOException {
        Shipped.policy(folder.resolve("policy.yml"), map -> Shipped.freezing(map, "worker-rl"));
        Waiting.until(
                "worker-rl is frozen",
                () -> http.get("/api/v1/services/worker-rl").hasNonNull("frozen"));
        String stays = "worker-rl: stays frozen by services.worker-rl.frozen: true in " + folder.resolve("policy.yml")
                + ": remove it there, no order takes it away\n";
        assertThat(run(0, "release", "--all").out()).isEqualTo("no service has an override\n" + stays);
        run(0, "freeze", "app", "--for", "2h", "--owner", "bob", "--reason", "sale");
        assertThat(run(0, "release", "--all").out())
                .startsWith("app: released freeze until ")
                .endsWith(stays);
    }

    @Test
    void badUsageIsNamed() {
        assertThat(run(2, "scale", "app", "99", "--reason", "x").err())
                .contains("the count must be a whole number from 2 to 10, the policy's limits, found 99");
        assertThat(run(2, "pin", "app", "4", "--for", "2x", "--reason", "x").err())
                .contains("--for must be a duration", "30m");
        assertThat(run(2, "freeze", "app", "--reason", "x").err()).contains("--for");
        assertThat(run(2, "freeze", "--for", "1h", "--reason", "x").err()).contains("SERVICE", "--all");
        assertThat(run(2, "hold", "app", "sideways", "--for", "1h", "--reason", "x")
                        .err())
                .contains("sideways", "UP, DOWN");
        assertThat(run(1, "scale", "ap", "3", "--reason", "x").err()).contains("unknown service ap", "app, worker-llm");
    }
}

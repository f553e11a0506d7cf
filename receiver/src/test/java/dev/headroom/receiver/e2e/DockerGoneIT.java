package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.browser.Browser;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.OwnDockerd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real dockerd ends under the packaged program, and comes back: wherever a person looks, what is gone looks gone. */
@Timeout(300)
class DockerGoneIT {
    private static final String PRESENT = "[data-service=app] .count";
    private static final String RULES = Distribution.ROOT.resolve("alert-rules").toString();

    @TempDir
    private Path folder;

    private Http http;

    @Test
    void whatIsGoneLooksGoneEverywhereAndWellAgainAfterwards() throws Exception {
        String whyNot = Browser.program().isEmpty() ? "no chromedriver" : OwnDockerd.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: DockerGoneIT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        Generation.any("promtool").assumeHas(DockerGoneIT.class, "promtool");
        Path daemon = Files.createDirectory(folder.resolve("daemon"));
        try (OwnDockerd dockerd = OwnDockerd.in(daemon)) {
            dockerd.replica("shop", "app", 1);
            try (Child receiver = receiver(dockerd);
                    Browser browser = Browser.start(folder)) {
                http = Http.at(Distribution.port(receiver));
                browser.look(360, 740, false);
                browser.open("http://127.0.0.1:" + http.port() + "/");
                shows(browser, PRESENT, "1 of 1 ready");
                assertThat(http.answers("/readyz")).isTrue();
                String well = series();

                dockerd.stop();
                shows(browser, PRESENT, "? of ? ready");
                shows(browser, "h1", "1 of 1 service needs a look: 1 unknown.");
                assertThat(text(browser, ".summary"))
                        .contains("The target does not tell what runs: app: ", daemon.toString())
                        .containsPattern("for [0-9a-z ]+, since [0-9:]{8}")
                        .contains("Headroom: Leaves those services as they are", "You: Bring the target back");
                assertThat(text(browser, "main"))
                        .as("a count, a countdown, or comfort")
                        .doesNotContain("1 of 1 ready", "ready in", "All is well", "Coming:");
                assertThat(http.check("target").path("ok").asBoolean()).isFalse();
                assertThat(status()).contains("The target does not tell what runs: app: ", "(since ", "You: ");
                assertThat(status().lines()).anyMatch(line -> line.matches("app +\\? +\\? .*"));
                assertThat(http.answers("/readyz")).isFalse();
                alerts(well, series());

                dockerd.start();
                shows(browser, PRESENT, "1 of 1 ready");
                shows(browser, "h1", "All is well: 1 service.");
                assertThat(http.answers("/readyz")).isTrue();
                assertThat(status()).contains("All is well: 1 service.").doesNotContain("?");
            }
            dockerd.run("rm", "--force", "shop_app_1");
        }
    }

    private Child receiver(OwnDockerd dockerd) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services: {app: {min_replicas: 1, max_replicas: 3, warmup_time: 1s, triggers: {load: {cooldown: 20m}}}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:%d
                store: sqlite:state.db
                policy: policy.yml
                target: {kind: compose, project: shop}
                evaluate_every: 500ms
                evidence: {watchdog: none}
                """.formatted(Distribution.freePort()));
        return Distribution.start(
                folder, List.of(), Map.of("DOCKER_HOST", dockerd.socket()), "serve", "--config", "headroom.yml");
    }

    private String status() {
        return Distribution.run(folder, Duration.ofMinutes(1), "status", "--config", "headroom.yml")
                .text();
    }

    /** The alert fires by what is scraped now, and does not by what was scraped before. */
    private void alerts(String before, String now) throws IOException {
        Path tests = Files.writeString(folder.resolve("gone.test.yml"), """
                rule_files: ["%1$s/pipeline.rules.yml", "%1$s/headroom.rules.yml"]
                tests:
                  - interval: 30s
                    input_series: [%2$s]
                    alert_rule_test: [{eval_time: 10m, alertname: ReplicasUnknown, exp_alerts: []}]
                  - interval: 30s
                    input_series: [%3$s]
                    promql_expr_test:
                      - expr: count(ALERTS{alertname="ReplicasUnknown", service="app", alertstate="firing"})
                        eval_time: 10m
                        exp_samples: [{labels: "{}", value: 1}]
                """.formatted(RULES, before, now));
        String promtool = Generation.any("promtool").program("promtool");
        new Command(folder, Duration.ofMinutes(1)).must(promtool, "test", "rules", tests.toString());
    }

    /** The replicas as they are scraped, for half an hour. */
    private String series() {
        return http.text("/metrics")
                .lines()
                .filter(line -> line.startsWith("headroom_replicas{"))
                .map(line -> line.replace("{", "{job=\"headroom\",")
                        .replaceFirst("(.*) ([0-9.]+)$", "{series: '$1', values: '$2x60'}"))
                .collect(Collectors.joining(", "));
    }

    private static void shows(Browser browser, String selector, String text) {
        Waiting.until(
                text + " instead of: " + text(browser, "main"),
                () -> text(browser, selector).equals(text));
    }

    private static String text(Browser browser, String selector) {
        return browser.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
                .asText();
    }
}

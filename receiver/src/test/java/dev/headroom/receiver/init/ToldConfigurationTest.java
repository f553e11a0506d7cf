package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.init.Facts.Job;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What Prometheus and Alertmanager told is kept, and what Headroom needs is added. */
class ToldConfigurationTest {
    private static final Job VLLM = Found.job("vllm");

    private static Facts told(String configuration, String routes) {
        return new Facts(
                URI.create("http://127.0.0.1:9090"),
                configuration,
                List.of(VLLM),
                URI.create("http://127.0.0.1:9093"),
                routes,
                Map.of(),
                List.of());
    }

    private static String file(Facts facts, String name) {
        return Found.plan(facts, Choices.none()).files().get(name);
    }

    @Test
    void aScrapeKeepsItsOwnLinesAndGetsWhatItLacksBehindThem() {
        String written = file(told("""
                        global: {scrape_interval: 7s}
                        rule_files: [/etc/rules/*.yml]
                        scrape_configs:
                        - job_name: vllm
                          basic_auth: {username: a, password: <secret>}
                          relabel_configs:
                          - {action: drop, source_labels: [x], regex: "09:30"}
                        - job_name: other
                        """, ""), "prometheus/prometheus.yml");

        Map<String, Object> read = new Yaml().load(written);
        assertThat(read).containsEntry("global", Map.of("scrape_interval", "7s"));
        assertThat(read.get("rule_files").toString())
                .startsWith("[/etc/rules/*.yml, ")
                .contains("mine/alert-rules/*.rules.yml", "mine/alert-rules/adapters/*.rules.yml");
        assertThat(read.get("scrape_configs").toString())
                .isEqualTo("[{job_name=vllm, basic_auth={username=a, password=<secret>},"
                        + " relabel_configs=[{action=drop, source_labels=[x], regex=09:30},"
                        + " {target_label=service, replacement=vllm}]}, {job_name=other},"
                        + " {job_name=headroom, static_configs=[{targets=[127.0.0.1:9095]}]}]");
    }

    @Test
    void whatHidesASecretIsSaid() {
        Facts hiding = told("scrape_configs: [{job_name: vllm, basic_auth: {username: a, password: <secret>}}]", "");

        assertThat(file(hiding, "prometheus/prometheus.yml"))
                .startsWith("put_in_your_secrets_and_remove_this_line: true\n");
        assertThat(file(told("scrape_configs: [{job_name: vllm}]", ""), "prometheus/prometheus.yml"))
                .doesNotContain("put_in");
        assertThat(file(hiding, Plan.PAGE)).contains("`<secret>` stands where Prometheus or Alertmanager hides one");
        assertThat(file(told("scrape_configs: [{job_name: vllm}]", ""), Plan.PAGE))
                .doesNotContain("<secret>");
    }

    @Test
    void whatIsToldInClearIsLeftOutAndItsPlaceSaid() {
        Facts telling = told("scrape_configs: [{job_name: vllm, params: {token: [S3CRET]}}]", """
                route: {receiver: a}
                receivers: [{name: a, webhook_configs: [{url: 'https://hooks.example.com/S3CRET'}]}]
                """);

        assertThat(telling.toString()).doesNotContain("S3CRET");
        assertThat(Found.plan(telling, Choices.none()).files().values()).noneMatch(text -> text.contains("S3CRET"));
        assertThat(file(telling, "prometheus/prometheus.yml")).startsWith("put_in_your_secrets");
        assertThat(file(telling, "alertmanager/alertmanager.yml")).startsWith("put_in_your_secrets");
        assertThat(file(telling, Plan.PAGE))
                .contains(
                        "left one out that is told in clear: `scrape_configs.vllm.params.token.0`, `receivers.a.webhook_configs.0.url`");
    }

    @Test
    void aPasswordThatIsHiddenInAnAddressIsSaidToo() {
        Facts hiding = told("""
                        remote_write: [{url: 'https://joe:xxxxx@example.com/write'}]
                        scrape_configs: [{job_name: vllm}]
                        """, "");

        assertThat(file(hiding, "prometheus/prometheus.yml")).startsWith("put_in_your_secrets_and_remove_this_line");
        assertThat(file(hiding, Plan.PAGE)).contains("`:xxxxx@` in an address");
    }

    @Test
    void aJobThatIsNotInTheConfigurationGetsItsLinesByHand() {
        assertThat(file(told("scrape_configs: [{job_name: podMonitor/x/vllm/0}]", ""), Plan.PAGE))
                .contains("job vllm is not in the configuration that Prometheus told");
    }

    @Test
    void theRoutesToHeadroomStandBeforeAllOthers() {
        String routes = """
                # on call
                route:
                  receiver: people
                  routes: [{receiver: night, matchers: [severity = page]}]
                receivers: [{name: people}, {name: night}]
                time_intervals:
                - name: day
                  time_intervals:
                  - times: [{start_time: 09:00, end_time: 17:00}]
                    months:
                  - times:
                    - start_time: 17:00
                      end_time: "23:59"
                """;

        String written = file(told("scrape_configs: []", routes), "alertmanager/alertmanager.yml");

        assertThat(written)
                .contains(
                        "[{start_time: '09:00', end_time: '17:00'}]",
                        "months:\n",
                        "start_time: 17:00\n",
                        "end_time: \"23:59\"");
        assertThat(written.indexOf("alertname = Watchdog")).isPositive().isLessThan(written.indexOf("receiver: night"));
        assertThat(written)
                .contains("http://127.0.0.1:9095/webhook", "receiver: people")
                .doesNotContain("!!");
    }

    @Test
    void whoKeepsFilesOfHisOwnFindsAllLinesOnThePage() {
        Facts told = told("scrape_configs: [{job_name: vllm}]", "route: {receiver: a}\nreceivers: [{name: a}]\n");
        Map<String, Object> lines = new HashMap<>();
        Pattern.compile("(?s)```yaml\\n(\\w.*?)```")
                .matcher(file(told, Plan.PAGE))
                .results()
                .forEach(block -> lines.putAll(new Yaml().load(block.group(1))));

        assertThat(lines).containsOnlyKeys("rule_files", "scrape_configs", "route", "receivers");
        assertThat(lines.toString())
                .contains("mine/alert-rules/*.rules.yml", "job_name=headroom", "alertname = Watchdog", "/webhook");
        Map<String, Object> written = new Yaml().load(file(told, "alertmanager/alertmanager.yml"));
        assertThat(written.get("receivers").toString())
                .endsWith(lines.get("receivers").toString().substring(1));
    }

    @Test
    void aConfigurationToBeginWithIsWrittenOnlyWhereThereIsNoAlertmanager() {
        Facts down = told("scrape_configs: []", "");
        Facts none = new Facts(
                down.prometheus(), down.configuration(), down.jobs(), null, "", down.places(), down.unasked());

        assertThat(Found.plan(down, Choices.none()).files()).doesNotContainKey("alertmanager/alertmanager.yml");
        assertThat(file(down, Plan.PAGE))
                .contains("Alertmanager at http://127.0.0.1:9093 told no configuration, so none was written");
        assertThat(file(none, "alertmanager/alertmanager.yml")).contains("receiver: nobody", "alertname = Watchdog");
        assertThat(file(none, Plan.PAGE)).contains("tells nobody else");
    }

    @Test
    void whoHasAReceiverOfHeadroomsKeepsHisRoutes() {
        String routes = "route: {receiver: headroom}\nreceivers: [{name: headroom}] # mine\n";

        assertThat(file(told("scrape_configs: []", routes), "alertmanager/alertmanager.yml"))
                .isEqualTo(routes);
    }

    @Test
    void asecondCallAddsNothingTwice() {
        String first = file(told("scrape_configs: [{job_name: headroom}]", ""), "prometheus/prometheus.yml");

        assertThat(file(told(first, ""), "prometheus/prometheus.yml")).isEqualTo(first);
    }

    @Test
    void whatIsNoYamlIsRefusedInWords() {
        assertThatThrownBy(() -> file(told("a: [", ""), "prometheus/prometheus.yml"))
                .isInstanceOf(InitException.class)
                .hasMessageStartingWith("Prometheus told a configuration that is no YAML");
    }
}

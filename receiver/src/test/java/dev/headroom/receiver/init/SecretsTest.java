package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What a server tells in clear, though it opens something, comes into no file of ours. */
class SecretsTest {
    private static String hidden(String told) {
        return Secrets.hidden(told, "Prometheus");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scrape_configs: [{job_name: a, params: {token: [S3CRET, S3CRET2]}}]",
                "scrape_configs: [{job_name: a, params: {api_key: [S3CRET]}}]",
                "scrape_configs: [{job_name: a, params: {apikey: S3CRET}}]",
                "scrape_configs: [{job_name: a, params: {X-Amz-Signature: [S3CRET]}}]",
                "scrape_configs: [{job_name: a, basic_auth: {username: joe, password: S3CRET}}]",
                "scrape_configs: [{job_name: a, authorization: {type: Bearer, credentials: S3CRET}}]",
                "scrape_configs: [{job_name: a, bearer_token: S3CRET}]",
                "scrape_configs: [{job_name: a, oauth2: {client_id: me, client_secret: S3CRET}}]",
                "scrape_configs: [{job_name: a, oauth2: {endpoint_params: {client_assertion: S3CRET}}}]",
                "scrape_configs: [{job_name: a, http_headers: {X-Team: {values: [S3CRET]}}}]",
                "scrape_configs: [{job_name: a, proxy_url: 'http://joe:S3CRET@proxy:3128'}]",
                "scrape_configs: [{job_name: a, http_sd_configs: [{url: 'https://S3CRET@sd.example.com/x'}]}]",
                "scrape_configs: [{job_name: a, http_sd_configs: [{url: 'https://sd.example.com/x?a=1&token=S3CRET#f'}]}]",
                "scrape_configs: [{job_name: a, metrics_path: '/metrics?auth=S3CRET'}]",
                "scrape_configs: [{job_name: a, static_configs: [{targets: [x], labels: {__param_token: S3CRET}}]}]",
                "scrape_configs: [{job_name: a, relabel_configs: [{target_label: __param_token, replacement: S3CRET}]}]",
                "remote_write: [{url: 'https://joe:S3CRET@example.com/write'}]",
                "remote_write: [{url: 'https://example.com', headers: {X-Whatever: S3CRET}}]",
                "remote_write: [{url: 'https://example.com', sigv4: {access_key: S3CRET}}]",
                "remote_read: [{url: 'https://example.com/read?sig=S3CRET'}]",
                "tracing: {headers: {team: S3CRET}}",
                "alerting: {alertmanagers: [{http_headers: {Cookie: {values: [S3CRET]}}}]}",
                "receivers: [{name: a, webhook_configs: [{url: 'https://hooks.example.com/T0/S3CRET'}]}]",
                "receivers: [{name: a, pagerduty_configs: [{routing_key: S3CRET}]}]",
                "x: &a {password: S3CRET, again: *a}\ny: *a",
            })
    void whatOpensSomethingIsLeftOut(String told) {
        String hidden = hidden(told);

        assertThat(hidden).doesNotContain("S3CRET").contains("<secret ");
        assertThat(hidden(hidden)).as("again").isEqualTo(hidden);
        assertThat(Additions.whole(hidden)).startsWith(Additions.UNFINISHED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "scrape_configs: [{job_name: a, params: {family: [queue], 'match[]': ['{job=\"a\"}'], module: [http_2xx]}}] # kept",
                "scrape_configs: [{job_name: a, basic_auth: {username: joe, password: <secret>}}] # kept",
                "scrape_configs: [{job_name: a, basic_auth: {username: joe, password_file: /etc/token}}] # kept",
                "scrape_configs: [{job_name: a, oauth2: {client_id: me, token_url: 'https://example.com/token'}}] # kept",
                "scrape_configs: [{job_name: a, tls_config: {cert_file: a, key_file: b}}] # kept",
                "scrape_configs: [{job_name: a, static_configs: [{targets: [x], labels: {api_key: b, __param_target: c}}]}] # kept",
                "scrape_configs: [{job_name: a, relabel_configs: [{source_labels: [token], target_label: key, replacement: c}]}] # kept",
                "scrape_configs: [{job_name: a, relabel_configs: [{target_label: __param_token, replacement: $1}]}] # kept",
                "remote_write: [{url: 'https://joe:xxxxx@example.com/write?x=1'}] # kept",
                "global: {external_labels: {key: b}} # kept",
                "route: {routes: [{match: {token: a}, match_re: {key: b}, matchers: ['token=\"a\"']}]} # kept",
                "receivers: [{name: a, email_configs: [{to: a@example.com, headers: {Subject: b}}]}] # kept",
                "receivers: [{name: headroom, webhook_configs: [{url: 'http://127.0.0.1:9095/webhook'}]}] # kept",
                "receivers: [{name: a, webhook_configs: [{url: <secret>}]}] # kept",
            })
    void whatOpensNothingStaysAsItIsWritten(String told) {
        assertThat(hidden(told)).isEqualTo(told);
    }

    @Test
    void inItsPlaceStandsWhereItWas() {
        String hidden = hidden("""
                scrape_configs:
                - {job_name: a, x: 1}
                - job_name: "my job"
                  params: {token: [S3CRET], module: [x]}
                remote_write:
                - url: https://joe:S3CRET@example.com/write?token=S3CRET
                """);

        assertThat(hidden)
                .contains(
                        "module: [x]",
                        "https://joe:<secret remote_write.0.url>@example.com/write?token=<secret remote_write.0.url>");
        assertThat(new Yaml().<Object>load(hidden).toString())
                .contains("params={token=[<secret scrape_configs.my_job.params.token.0>], module=[x]}");
        assertThat(Secrets.places(hidden))
                .containsExactly("scrape_configs.my_job.params.token.0", "remote_write.0.url");
    }
}

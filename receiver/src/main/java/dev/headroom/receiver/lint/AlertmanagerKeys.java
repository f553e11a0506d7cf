package dev.headroom.receiver.lint;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of Alertmanager's configuration, of all releases from 0.25 to 0.35, each with the kind of its value: the name of
 * a section, a simple kind, or one of these in brackets for a list. What only other receivers have is any.
 */
final class AlertmanagerKeys {
    private static final String SECRETS = " bearer_token:text bearer_token_file:text proxy_url:text no_proxy:text";
    private static final Map<String, Section> SECTIONS = Map.ofEntries(
            section(
                    "config",
                    "the configuration",
                    "global:global route:route inhibit_rules:[inhibit_rule] receivers:[receiver] templates:[text]"
                            + " mute_time_intervals:[time_interval] time_intervals:[time_interval] tracing:any"
                            + " event_recorder:any"),
            section(
                    "global",
                    "global",
                    "resolve_timeout:duration http_config:http_config smtp_require_tls:bool smtp_tls_config:tls_config"
                            + " smtp_force_implicit_tls:bool"
                            + texts("smtp_from smtp_hello smtp_smarthost smtp_auth_username smtp_auth_password"
                                    + " smtp_auth_password_file smtp_auth_secret smtp_auth_secret_file"
                                    + " smtp_auth_identity slack_api_url slack_api_url_file slack_app_token"
                                    + " slack_app_token_file slack_app_url pagerduty_url opsgenie_api_url"
                                    + " opsgenie_api_key opsgenie_api_key_file wechat_api_url wechat_api_secret"
                                    + " wechat_api_secret_file wechat_api_corp_id victorops_api_url"
                                    + " victorops_api_key victorops_api_key_file telegram_api_url"
                                    + " telegram_bot_token telegram_bot_token_file webex_api_url jira_api_url"
                                    + " rocketchat_api_url rocketchat_token rocketchat_token_file"
                                    + " rocketchat_token_id rocketchat_token_id_file mattermost_webhook_url"
                                    + " mattermost_webhook_url_file")),
            section(
                    "route",
                    "a route",
                    "receiver:text group_by:[text] continue:bool matchers:[matcher] match:labels match_re:patterns"
                            + " group_wait:duration group_interval:interval repeat_interval:interval"
                            + " mute_time_intervals:[text] active_time_intervals:[text] routes:[route] labels:labels"),
            section(
                    "receiver",
                    "a receiver",
                    "name:text labels:any webhook_configs:[webhook]"
                            + anything("discord_configs email_configs incidentio_configs pagerduty_configs"
                                    + " slack_configs opsgenie_configs wechat_configs pushover_configs"
                                    + " victorops_configs sns_configs telegram_configs webex_configs"
                                    + " msteams_configs msteamsv2_configs jira_configs rocketchat_configs"
                                    + " mattermost_configs")),
            section(
                    "webhook",
                    "a webhook",
                    "send_resolved:bool http_config:http_config url:text url_file:text max_alerts:count timeout:text"
                            + " payload:any"),
            section(
                    "http_config",
                    "http_config",
                    "basic_auth:basic_auth authorization:authorization oauth2:any tls_config:tls_config"
                            + " follow_redirects:bool enable_http2:bool proxy_from_environment:bool"
                            + " proxy_connect_header:any http_headers:any" + SECRETS),
            section(
                    "basic_auth",
                    "basic_auth",
                    texts("username username_file username_ref password password_file password_ref")),
            section("authorization", "authorization", texts("type credentials credentials_file credentials_ref")),
            section(
                    "tls_config",
                    "tls_config",
                    "insecure_skip_verify:bool"
                            + texts("ca cert key ca_file cert_file key_file ca_ref cert_ref key_ref server_name"
                                    + " min_version max_version")),
            section(
                    "inhibit_rule",
                    "an inhibition",
                    "name:text source_match:labels source_match_re:patterns source_matchers:[matcher]"
                            + " target_match:labels target_match_re:patterns target_matchers:[matcher] equal:[text]"),
            section("time_interval", "a time interval", "name:text time_intervals:[period]"),
            section(
                    "period",
                    "a time interval",
                    "times:any weekdays:any days_of_month:any months:any years:any location:text"));

    private AlertmanagerKeys() {}

    /**
     * What a mapping may hold.
     *
     * @param title as people call it
     * @param keys the kind of each value
     */
    record Section(String title, Map<String, String> keys) {}

    static Optional<Section> section(String kind) {
        return Optional.ofNullable(SECTIONS.get(kind));
    }

    private static Map.Entry<String, Section> section(String name, String title, String keys) {
        Map<String, String> kinds = new LinkedHashMap<>();
        Stream.of(keys.strip().split(" ")).map(key -> key.split(":")).forEach(parts -> kinds.put(parts[0], parts[1]));
        return entry(name, new Section(title, kinds));
    }

    private static String texts(String names) {
        return " " + names.replace(" ", ":text ") + ":text";
    }

    private static String anything(String names) {
        return " " + names.replace(" ", ":any ") + ":any";
    }
}

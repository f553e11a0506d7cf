package dev.headroom.receiver.lint;

import java.util.List;
import java.util.stream.Stream;

/** Small configurations of Alertmanager, of which it takes some and refuses others, in all releases alike. */
final class Configurations {
    private static final String RECEIVERS = "receivers: [{name: a}, {name: b}]\n";

    static final List<String> ALL = Stream.of(roots(), routes(), webhooks(), inhibitions(), wholes())
            .flatMap(List::stream)
            .toList();

    private Configurations() {}

    private static List<String> roots() {
        return Stream.of(
                        "receiver: a",
                        "group_by: [x]",
                        "receiver: ~",
                        "receiver: a, matchers: [x = y]",
                        "receiver: a, matchers: []",
                        "receiver: a, match: {x: y}",
                        "receiver: a, match_re: {x: y}",
                        "receiver: a, continue: true",
                        "receiver: a, continue: no",
                        "receiver: a, mute_time_intervals: [n]",
                        "receiver: a, mute_time_intervals: ~",
                        "receiver: c",
                        "receiver: [a]",
                        "receiver: a, routes: {receiver: b}",
                        "receiver: a, routes: ")
                .map(root -> "route: {" + root + "}\n" + RECEIVERS + "time_intervals: [{name: n}]\n")
                .toList();
    }

    private static List<String> routes() {
        return Stream.of(
                        "receiver: b",
                        "reciever: b",
                        "receiver: c",
                        "matchers: x = y",
                        "matchers: [x y]",
                        "matchers: ['x =~ \"(\"']",
                        "matchers: ['x =~ \"a{1001}\"']",
                        "matchers: [1]",
                        "matchers: [~]",
                        "matchers: [[x = y]]",
                        "matchers: {x: y}",
                        "matchers: ['']",
                        "match: {x: 1, y: true, z: ~}",
                        "match: {1: x}",
                        "match: [x]",
                        "match: {x: [y]}",
                        "match_re: {x: '('}",
                        "match_re: {x: 1}",
                        "continue: 'true'",
                        "continue: maybe",
                        "continue: 1",
                        "continue: ON",
                        "group_by: x",
                        "group_by: [x, x]",
                        "group_by: ['...', x]",
                        "group_by: ['...']",
                        "group_by: []",
                        "group_wait: 0s",
                        "group_wait: 0",
                        "group_wait: 30",
                        "group_wait: 1.5m",
                        "group_wait: ''",
                        "group_wait: 1h30m",
                        "group_wait: 30m1h",
                        "group_wait: -1s",
                        "group_interval: 0s",
                        "repeat_interval: 0s",
                        "repeat_interval: 1 m",
                        "mute_time_intervals: [n]",
                        "mute_time_intervals: [m]",
                        "active_time_intervals: [m]",
                        "active_time_intervals: n",
                        "receiver: b, receiver: b")
                .map(route -> "route: {receiver: a, routes: [{" + route + "}]}\n" + RECEIVERS
                        + "mute_time_intervals: [{name: n}]\n")
                .toList();
    }

    private static List<String> webhooks() {
        return Stream.of(
                        "{url: 'http://h/webhook'}",
                        "{}",
                        "{url: ''}",
                        "{url: 'h/webhook'}",
                        "{url: 'ftp://h/webhook'}",
                        "{url: 'https:///webhook'}",
                        "{url: 'http://h', max_alerts: 3}",
                        "{url: 'http://h', max_alerts: '3'}",
                        "{url: 'http://h', max_alerts: -1}",
                        "{url: 'http://h', max_alerts: 0x10}",
                        "{url: 'http://h', send_resolved: off}",
                        "{url: 'http://h', send_resolved: 'no'}",
                        "{url: 'http://h', maxalerts: 3}",
                        "{url: 'http://h', http_config: {follow_redirects: n}}",
                        "{url: 'http://h', http_config: {followredirects: n}}",
                        "{url: 'http://h', http_config: [x]}",
                        "{url: 'http://h', http_config: {basic_auth: {username: u}, authorization: {credentials: c}}}",
                        "{url: 'http://h', http_config: {basic_auth: {user: u}}}",
                        "{url: 'http://h', http_config: {tls_config: {insecure_skip_verify: yes}}}")
                .map(webhook -> "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [" + webhook + "]}]\n")
                .toList();
    }

    private static List<String> inhibitions() {
        return Stream.of(
                        "{source_matchers: [x = y], target_matchers: [x = z], equal: [w]}",
                        "{source_matchers: x = y}",
                        "{source_match: {x: y}, target_match_re: {x: 'a|b'}}",
                        "{target_match_re: {x: '['}}",
                        "{sources: [x]}",
                        "{equal: w}")
                .map(rule -> "route: {receiver: a}\n" + RECEIVERS + "inhibit_rules: [" + rule + "]\n")
                .toList();
    }

    private static List<String> wholes() {
        return List.of(
                "",
                RECEIVERS,
                "route: {receiver: a}\n",
                "route: ~\n" + RECEIVERS,
                "route: {receiver: a}\nreceivers: [{name: a}, {name: a}]\n",
                "route: {receiver: a}\nreceivers: [{name: a}, {}]\n",
                "route: {receiver: a}\nreceivers: [{name: a, slack_config: []}]\n",
                "route: {receiver: a}\nroute: {receiver: a}\n" + RECEIVERS,
                "route: {receiver: a}\nx-common: {}\n" + RECEIVERS,
                "route: {receiver: a}\nglobal: {resolve_timeout: 5m, smtp_require_tls: off}\n" + RECEIVERS,
                "route: {receiver: a}\nglobal: {resolve_timeout: 5 m}\n" + RECEIVERS,
                "route: {receiver: a}\nglobal: {http_config: {bearer_token: a, basic_auth: {username: b}}}\n"
                        + RECEIVERS,
                "route: {receiver: a}\nglobal: ~\n" + RECEIVERS,
                "route: {receiver: a}\ntemplates: x.tmpl\n" + RECEIVERS,
                "route: {receiver: a}\ntime_intervals: [{name: n}]\nmute_time_intervals: [{name: n}]\n" + RECEIVERS,
                "route: {receiver: a}\ntime_intervals: [{times: []}]\n" + RECEIVERS);
    }
}

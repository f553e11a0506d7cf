package dev.headroom.receiver.lint;

import dev.headroom.settings.Closest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Alertmanager refuses of a configuration whose keys and values are right each by itself. */
final class AlertmanagerReferences {
    private static final Pattern URL = Pattern.compile("(?is)https?://[^/?#\\s]+([/?#].*)?");
    private static final List<String> LOGINS =
            List.of("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file");

    private final Yaml root;
    private final List<Finding> found = new ArrayList<>();

    private AlertmanagerReferences(Yaml root) {
        this.root = root;
    }

    static List<Finding> mistakes(Yaml root) {
        AlertmanagerReferences references = new AlertmanagerReferences(root);
        references.find();
        return references.found;
    }

    private void find() {
        Set<String> receivers = names(root.each("receivers"), "the receiver");
        Set<String> intervals = names(
                Stream.concat(root.each("mute_time_intervals"), root.each("time_intervals")), "the time interval");
        root.each("receivers")
                .flatMap(receiver -> receiver.each("webhook_configs"))
                .forEach(this::webhook);
        GoScalar.get(root, "global", "http_config").ifPresent(this::http);
        GoScalar.get(root, "route").ifPresentOrElse(route -> root(route, receivers, intervals), () -> {
            refuse(root, "it has no route", "add route: {receiver: NAME}, with one of the receivers");
        });
    }

    private void refuse(Yaml yaml, String message, String remedy) {
        found.add(AlertmanagerSyntax.refusal(yaml, message, remedy));
    }

    private Set<String> names(Stream<Yaml> named, String what) {
        Set<String> names = new HashSet<>();
        named.forEach(yaml -> {
            String name = name(yaml);
            if (name.isEmpty()) {
                refuse(yaml, what + " has no name", "add name: NAME");
            } else if (!names.add(name)) {
                refuse(yaml, what + " " + name + " is there twice", "give it another name, or remove it");
            }
        });
        return names;
    }

    private static String name(Yaml yaml) {
        return yaml.get("name").map(GoScalar::text).orElse("");
    }

    private void root(Yaml route, Set<String> receivers, Set<String> intervals) {
        if (route.get("receiver").map(GoScalar::text).orElse("").isEmpty()) {
            refuse(route, "the root route has no receiver", "add receiver: NAME, for what no other route takes");
        }
        for (String key : List.of("matchers", "match", "match_re", "mute_time_intervals", "active_time_intervals")) {
            GoScalar.get(route, key)
                    .filter(value ->
                            !value.items().isEmpty() || !value.entries().isEmpty())
                    .ifPresent(value -> refuse(
                            value,
                            "the root route, which takes everything, may have no " + key,
                            "put a route with it below routes:"));
        }
        route.get("continue")
                .filter(value -> GoScalar.bool(value).orElse(false))
                .ifPresent(value -> refuse(value, "the root route may not continue", "remove continue"));
        route(route, receivers, intervals);
    }

    private void route(Yaml route, Set<String> receivers, Set<String> intervals) {
        if (GoScalar.isNothing(route)) {
            refuse(route, "the route is empty, and Alertmanager crashes", "remove it, or say what it is for");
        }
        route.get("receiver")
                .filter(name -> !GoScalar.text(name).isEmpty())
                .ifPresent(name -> known(name, receivers, "receiver", "receivers"));
        Stream.of("mute_time_intervals", "active_time_intervals")
                .flatMap(route::each)
                .forEach(name -> known(name, intervals, "time interval", "time_intervals"));
        grouping(route);
        route.each("routes").forEach(below -> route(below, receivers, intervals));
    }

    private void known(Yaml name, Set<String> names, String what, String list) {
        if (!names.contains(GoScalar.text(name))) {
            String remedy = Closest.to(name.text(), names)
                    .map(meant -> "did you mean " + meant + "?")
                    .orElse("add it to " + list + ", or name one that is there");
            refuse(name, "there is no " + what + " " + GoScalar.text(name), remedy);
        }
    }

    private void grouping(Yaml route) {
        List<Yaml> labels = route.each("group_by").toList();
        Set<String> names = new HashSet<>();
        for (Yaml label : labels) {
            if (label.text().isEmpty() || (!label.text().equals("...") && !names.add(label.text()))) {
                refuse(label, "group_by names \"" + label.text() + "\" twice, or no label", "remove it");
            }
        }
        labels.stream()
                .filter(label -> label.text().equals("...") && !names.isEmpty())
                .findFirst()
                .ifPresent(all -> refuse(all, "group_by has ... beside labels", "write group_by: [...] alone"));
    }

    private void webhook(Yaml webhook) {
        List<Yaml> urls = Stream.of("url", "url_file")
                .flatMap(key -> webhook.get(key).stream())
                .filter(value -> !GoScalar.text(value).isEmpty())
                .toList();
        if (urls.size() != 1) {
            refuse(
                    webhook,
                    urls.isEmpty() ? "a webhook has no url" : "a webhook has both url and url_file",
                    urls.isEmpty() ? "add url: http://127.0.0.1:9095/webhook" : "remove one");
        }
        GoScalar.get(webhook, "url")
                .filter(url -> !url.text().isEmpty()
                        && !url.text().contains("{{")
                        && !url.text().equals("<secret>")
                        && !URL.matcher(url.text()).matches())
                .ifPresent(url -> refuse(
                        url,
                        "the url of a webhook must begin with http:// or https:// and name a host",
                        "write it like http://127.0.0.1:9095/webhook"));
        GoScalar.get(webhook, "http_config").ifPresent(this::http);
    }

    private void http(Yaml config) {
        List<String> logins = LOGINS.stream()
                .filter(key -> GoScalar.get(config, key).isPresent())
                .toList();
        if (logins.size() > 1) {
            refuse(config, "http_config has more than one of " + String.join(", ", logins), "keep one");
        }
    }
}

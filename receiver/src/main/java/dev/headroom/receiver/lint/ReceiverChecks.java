package dev.headroom.receiver.lint;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the receiver that Alertmanager has for Headroom sends it what it needs, as it needs it. */
final class ReceiverChecks {
    /** Ours; the query and a slash at the end change nothing. Before it a proxy may have a path of its own. */
    private static final Pattern PATH = Pattern.compile("(?<proxy>[^?#]*)/webhook/?([?#].*)?");

    private ReceiverChecks() {}

    private static Stream<Yaml> webhooks(Tree tree) {
        return tree.routing().stream().flatMap(routing -> routing.webhooks(RouteChecks.receiver(tree)));
    }

    /** A receiver that tells nothing, or tells it to somebody else. */
    static Stream<Finding> webhook(Tree tree) {
        String receiver = RouteChecks.receiver(tree);
        int port = tree.settings().config().listen().at().port();
        List<Yaml> urls =
                webhooks(tree).flatMap(webhook -> webhook.get("url").stream()).toList();
        Stream<Finding> none = tree.routing().stream()
                .flatMap(routing -> routing.receiver(receiver))
                .filter(found -> found.each("webhook_configs").findAny().isEmpty())
                .map(found -> new Finding(
                        found.place(),
                        Rule.RECEIVER,
                        "the receiver " + receiver + " has no webhook: Headroom hears nothing",
                        "add webhook_configs: [{url: http://127.0.0.1:9095/webhook}], with Headroom's address"));
        Stream<Finding> elsewhere = urls.stream()
                .filter(url -> urls.size() == webhooks(tree).count())
                .filter(url -> urls.stream().noneMatch(any -> mayBeOurs(any, port)))
                .map(url -> new Finding(
                        url.place(),
                        Rule.RECEIVER,
                        "Headroom takes webhooks at the path /webhook, and this is another",
                        "write it like http://127.0.0.1:9095/webhook"));
        return Stream.concat(none, elsewhere);
    }

    /** The whole path may be in a secret, or made by a template. At Headroom's own port no proxy takes anything away. */
    private static boolean mayBeOurs(Yaml url, int port) {
        Matcher path = PATH.matcher(url.text());
        return (path.matches() && !path.group("proxy").matches(".*://[^/]*:" + port + "/.+"))
                || url.text().contains("{{")
                || url.text().equals("<secret>");
    }

    static Stream<Finding> maxAlerts(Tree tree) {
        return webhook(
                tree,
                "max_alerts",
                value -> !GoScalar.isZero(value),
                Rule.MAX_ALERTS,
                "max_alerts hides the alerts beyond it, and makes a group's status a lie",
                "write max_alerts: 0, which means all");
    }

    static Stream<Finding> sendResolved(Tree tree) {
        return webhook(
                tree,
                "send_resolved",
                value -> !GoScalar.bool(value).orElse(true),
                Rule.SEND_RESOLVED,
                "Headroom would not hear that an alert has ended",
                "write send_resolved: true");
    }

    static Stream<Finding> payload(Tree tree) {
        return webhook(
                tree,
                "payload",
                value -> true,
                Rule.PAYLOAD,
                "payload makes a body of another form, which Headroom cannot read",
                "remove payload: Alertmanager's own body is what Headroom reads");
    }

    private static Stream<Finding> webhook(
            Tree tree, String key, Predicate<Yaml> wrong, Rule rule, String message, String remedy) {
        return webhooks(tree)
                .flatMap(webhook -> GoScalar.get(webhook, key).stream())
                .filter(wrong)
                .map(value -> new Finding(value.place(), rule, message, remedy));
    }

    /** Alertmanager follows a 302 with a GET without body, and takes the answer for success. */
    static Stream<Finding> followsRedirects(Tree tree) {
        return tree.routing().stream()
                .flatMap(routing ->
                        routing.webhooks(RouteChecks.receiver(tree)).filter(webhook -> follows(routing, webhook)))
                .map(webhook -> new Finding(
                        webhook.place(),
                        Rule.FOLLOWS_REDIRECTS,
                        "a redirect would be followed without the notification, and count as delivered",
                        "write http_config: {follow_redirects: false}"));
    }

    private static boolean follows(Routing routing, Yaml webhook) {
        return routing.http(webhook)
                .flatMap(http -> http.get("follow_redirects"))
                .flatMap(GoScalar::bool)
                .orElse(true);
    }
}

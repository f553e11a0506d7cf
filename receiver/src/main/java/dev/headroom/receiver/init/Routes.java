package dev.headroom.receiver.init;

import org.yaml.snakeyaml.nodes.MappingNode;

/** Alertmanager's configuration with the way of the alerts, and of the Watchdog, to Headroom. */
final class Routes {
    static final String RECEIVER = "headroom";
    /** Where there is no Alertmanager: takes the alerts to Headroom, and tells nobody else. */
    private static final String NOBODY = """
            route:
              receiver: nobody
              group_by: [alertname, service]
            receivers:
              - {name: nobody}
            """;

    private static final String ROUTES = """
            - matchers: [alertname = Watchdog]
              receiver: headroom
              continue: true
              group_wait: 0s
              group_interval: 30s
              repeat_interval: 1m
            - matchers: [scale != ""]
              receiver: headroom
              continue: true
              group_by: [service, scale, alertname]
              group_wait: 0s
              group_interval: 30s
              repeat_interval: 2m
            - matchers: [gate != "", scale = ""]
              receiver: headroom
              continue: true
              group_by: [service, scale, alertname]
              group_wait: 0s
              group_interval: 30s
              repeat_interval: 2m
            """;

    private static final String WEBHOOK = """
            - name: headroom
              webhook_configs:
                - url: http://%s/webhook
                  send_resolved: true
                  max_alerts: 0
                  http_config: {follow_redirects: false}
            """;

    private Routes() {}

    /**
     * What was told, with routes before all others, which then go on as they did.
     *
     * @param listen host and port of Headroom
     */
    static String configuration(String told, String listen) {
        Additions configuration = Additions.to(told.isBlank() ? NOBODY : told, "Alertmanager");
        if (leads(configuration)) {
            return told;
        }
        Additions.get(configuration.root(), "route")
                .filter(MappingNode.class::isInstance)
                .ifPresent(route -> Additions.prepend((MappingNode) route, "routes", ROUTES));
        Additions.append(configuration.root(), "receivers", WEBHOOK.formatted(listen));
        return configuration.toString();
    }

    /** The lines that this adds. */
    static String lines(String listen) {
        return "route:\n  routes:\n" + ROUTES.indent(4) + "receivers:\n"
                + WEBHOOK.formatted(listen).indent(2);
    }

    /** Whether there is an Alertmanager of which nobody knows what it would lose by another configuration. */
    static boolean untold(Facts facts) {
        return facts.alertmanager() != null && facts.routes().isBlank();
    }

    /** Whether there is a receiver of Headroom's already, whose routes are then somebody's work. */
    static boolean leads(Additions configuration) {
        return Additions.each(configuration.root(), "receivers")
                .flatMap(receiver -> Additions.get(receiver, "name").stream())
                .anyMatch(name -> Additions.text(name).equals(RECEIVER));
    }
}

package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.settings.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alertmanager's configuration, as its reader of YAML takes it. */
class RoutingTest {
    @TempDir
    Path folder;

    private Routing routing(String text) throws IOException {
        return Routing.read(Files.writeString(folder.resolve("alertmanager.yml"), text));
    }

    private static String receivers(Routing routing, String... labels) {
        Map<String, String> alert = labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]);
        return String.join(
                ",", routing.taken(alert).stream().map(Route::receiver).toList());
    }

    @Test
    void whatIsMergedLastHoldsAndMatchersAddUp() throws IOException {
        Routing routing = routing("""
                route:
                  receiver: a
                  routes:
                    - &one
                      matchers: [x = 1]
                      receiver: b
                      group_wait: 1s
                    - {<<: *one, receiver: c, matchers: [y = 1], continue: yes}
                    - {receiver: d, <<: *one, match: {z: 1}}
                    - {<<: [{receiver: e, group_by: [e]}, *one], matchers: }
                """);
        var routes = routing.root().orElseThrow().routes();
        assertThat(routes).extracting(Route::receiver).containsExactly("b", "c", "b", "e");
        assertThat(routes)
                .extracting(route -> route.condition().matchers().toString())
                .containsExactly("[x=\"1\"]", "[x=\"1\", y=\"1\"]", "[x=\"1\", z=\"1\"]", "[]");
        assertThat(routes).extracting(Route::goesOn).containsExactly(false, true, false, false);
        assertThat(routes.get(3).timing().first()).hasSeconds(1);
    }

    @Test
    void aRouteWhoseMatchersCannotBeReadTakesNothing() throws IOException {
        Routing routing = routing("""
                route:
                  receiver: a
                  routes:
                    - {matchers: ['x ! 1'], receiver: b}
                    - {matchers: 'x = 1', receiver: c}
                    - {match_re: {x: "1|2"}, receiver: d}
                """);
        assertThat(receivers(routing, "x", "1")).isEqualTo("d");
        assertThat(receivers(routing, "x", "12")).isEqualTo("a");
    }

    @Test
    void nothingIsAsIfItWereNotThere() throws IOException {
        Routing routing = routing("""
                route:
                  receiver: a
                  group_by: [service]
                  routes:
                    - {receiver: ~, matchers: ~, continue: ~, group_wait: null, group_by: ~}
                """);
        Route route = routing.root().orElseThrow().routes().get(0);
        assertThat(route.receiver()).isEqualTo("a");
        assertThat(route.timing().first()).hasSeconds(30);
        assertThat(route.notifying().grouping().separates("service")).isTrue();
        assertThat(routing.refused())
                .extracting(Finding::message)
                .containsExactly("Alertmanager refuses it: there is no receiver a");
    }

    @Test
    void whatIsSaidForAllWebhooksHoldsWhereOneSaysNothing() throws IOException {
        Routing routing = routing("""
                global: {http_config: {follow_redirects: off}}
                route: {receiver: headroom}
                receivers:
                  - name: headroom
                    webhook_configs:
                      - {url: "http://a/webhook"}
                      - {url: "http://b/webhook", http_config: {enable_http2: false}}
                """);
        assertThat(routing.refused()).isEmpty();
        assertThat(routing.webhooks("headroom")
                        .map(webhook -> routing.http(webhook)
                                .orElseThrow()
                                .get("follow_redirects")
                                .isPresent()))
                .containsExactly(true, false);
    }

    @Test
    void anAliasOfItselfIsAMistakeInTheFile() {
        assertThatThrownBy(() -> routing("route: &r {receiver: a, routes: [*r]}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must not hold itself");
    }

    @Test
    void theOtherEndingIsReadToo() throws IOException {
        Trees tree = Trees.in(folder);
        Path file = folder.resolve("alertmanager/alertmanager.yml");
        Files.move(file, file.resolveSibling("alertmanager.yaml"));
        tree.with("alertmanager/alertmanager.yaml", "max_alerts: 0", "max_alerts: 9");
        assertThat(tree.lint().findings()).extracting(Finding::rule).containsExactly(Rule.MAX_ALERTS);
    }
}

package dev.headroom.receiver.init;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to do with the files, with the lines that they add to what was told, for whoever keeps files of his own.
 *
 * @param listen host and port of Headroom
 */
record NextSteps(Facts facts, Scrape scrape, String listen) {

    String text() {
        return Stream.of(
                        "## Next",
                        "1. `headroom lint` checks these files together.\n"
                                + "2. `prometheus/prometheus.yml` is what Prometheus told, and the lines that Headroom needs: the rules, a job that scrapes Headroom, "
                                + "and whose the series are. Let Prometheus load it, or add the lines to your own.",
                        jobs(),
                        "What it adds beside:\n\n" + yaml(scrape.beside()),
                        "3. " + alertmanager() + "\n"
                                + "4. `headroom serve --frozen` decides and shows everything, and does nothing; `headroom explain SERVICE` says why.")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private static String yaml(String lines) {
        return "```yaml\n" + lines + "```";
    }

    private String jobs() {
        String lines = scrape.lacking().stream()
                .map(line -> "Job `%s`, `%s`:%n%n".formatted(line.job(), line.key()) + yaml(line.items()))
                .collect(Collectors.joining("\n\n"));
        return lines.isEmpty() ? "" : "What it adds to jobs of the scrape:\n\n" + lines;
    }

    private String alertmanager() {
        if (Routes.untold(facts)) {
            return "Alertmanager at %s told no configuration, so none was written: another one would end what it does. Once it answers call `headroom init` again."
                    .formatted(facts.alertmanager());
        }
        return "`alertmanager/alertmanager.yml` "
                + (facts.routes().isBlank()
                        ? "is for an Alertmanager that you start: it takes to Headroom whatever scales or gates, and the Watchdog, without which nothing goes down, and tells nobody else."
                        : "is what Alertmanager told, with the routes to Headroom before all others: of whatever scales or gates, and of the Watchdog, without which nothing goes down. Let Alertmanager load it, or add the lines to your own, the routes as the first of `route`:\n\n"
                                + yaml(Routes.lines(listen)) + "\n");
    }
}

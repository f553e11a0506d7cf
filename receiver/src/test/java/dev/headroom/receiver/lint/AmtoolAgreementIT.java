package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.headroom.receiver.e2e.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Our reading of Alertmanager's configuration is its own: which routes take an alert, and what is refused. */
@Timeout(300)
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class AmtoolAgreementIT {
    private static final int CONFIGURATIONS = Integer.getInteger("headroom.configurations", 300);
    private static final Pattern CHECKED = Pattern.compile("(?s)Checking '([^']*)'.*?  (SUCCESS|FAILED)");

    private static final String REFUSED = " refused";
    private static final String NEW_NAMES = " refused: new names";

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    @Test
    void theSameRoutesTakeAnAlert() throws IOException {
        generation.assumeHas(AmtoolAgreementIT.class, "amtool");
        boolean readsNewNames = generation.isAtLeast("amtool", 0, 27);
        List<String> differences = new ArrayList<>();
        Map<String, Integer> kinds = new TreeMap<>();
        for (int seed = 0; seed < CONFIGURATIONS; seed++) {
            RandomRoutes.Sample sample = RandomRoutes.sample(seed);
            Path file = Files.writeString(folder.resolve(seed + ".yml"), sample.yaml());
            String ours = ours(file, sample.labels());
            String theirs = theirs(file, sample.labels());
            boolean newNames = theirs.equals(NEW_NAMES) && sample.strict() && !readsNewNames;
            if (!newNames && !ours.equals(theirs)) {
                differences.add("seed " + seed + " " + sample.labels() + ": ours " + ours + ", theirs " + theirs);
            }
            kinds.merge(theirs.equals("r0") || theirs.startsWith(" ") ? theirs : "taken", 1, Integer::sum);
        }
        assertThat(differences).isEmpty();
        assertThat(kinds.get("taken")).as("in %s", kinds).isGreaterThan(CONFIGURATIONS / 3);
    }

    private static String ours(Path file, Map<String, String> labels) {
        Routing routing = Routing.read(file);
        return routing.refused().isEmpty()
                ? String.join(
                        ",", routing.taken(labels).stream().map(Route::receiver).toList())
                : REFUSED;
    }

    /** Of what it refuses, names of labels in quotes are told apart: there the two generations differ. */
    private String theirs(Path file, Map<String, String> labels) {
        List<String> words = new ArrayList<>(
                List.of(generation.program("amtool"), "config", "routes", "test", "--config.file=" + file));
        labels.forEach((name, value) -> words.add(name + "=\"" + value + "\""));
        Programs.Output output = Programs.output(folder, words);
        if (output.exit() != 0) {
            return output.text().contains("bad matcher format") ? NEW_NAMES : REFUSED;
        }
        return output.text().strip().lines().reduce((first, last) -> last).orElse("");
    }

    @Test
    void theSameIsRefused() throws IOException {
        generation.assumeHas(AmtoolAgreementIT.class, "amtool");
        Map<String, Boolean> ours = new TreeMap<>();
        List<String> words = new ArrayList<>(List.of(generation.program("amtool"), "check-config"));
        for (String text : Configurations.ALL) {
            Path file = Files.writeString(folder.resolve("c" + ours.size() + ".yml"), text);
            ours.put(text, !Routing.read(file).refused().isEmpty());
            words.add(file.toString());
        }
        Map<String, Boolean> theirs = new TreeMap<>();
        for (var checked :
                CHECKED.matcher(Programs.output(folder, words).text()).results().toList()) {
            theirs.put(
                    Files.readString(Path.of(checked.group(1))),
                    checked.group(2).equals("FAILED"));
        }
        assertThat(theirs).hasSize(ours.size());
        ours.keySet().removeIf(text -> Objects.equals(ours.get(text), theirs.get(text)));
        assertThat(ours).as("refused by one of the two").isEmpty();
        assertThat(theirs.values()).contains(true, false);
    }
}

package dev.headroom.receiver.backtest.candidate.hpa;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.receiver.lint.Yaml;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A manifest of Kubernetes while it is read, with what is wrong in it. */
public final class Manifest {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?m?");

    private final Yaml root;
    private final List<Problem> problems = new ArrayList<>();

    private Manifest(Yaml root) {
        this.root = root;
    }

    /**
     * What a manifest says.
     *
     * @throws ConfigException with every problem of the file
     */
    public static <T> T read(Path file, Function<Manifest, T> reader) {
        Manifest manifest = new Manifest(Yaml.of(file));
        T meaning = reader.apply(manifest);
        if (!manifest.problems.isEmpty()) {
            throw new ConfigException(manifest.problems);
        }
        return meaning;
    }

    public Yaml root() {
        return root;
    }

    /** Whether nothing is wrong so far. */
    public boolean isFine() {
        return problems.isEmpty();
    }

    public void expect(String key, String value) {
        String found = root.text(key);
        if (!found.equals(value)) {
            problem(root, key, "must be " + value, "\"" + found + "\"", "name a manifest of that kind");
        }
    }

    /** Tells of every key of a mapping that is none of these: what it asks for would not be played. */
    public void only(Yaml mapping, List<String> keys) {
        mapping.entries().forEach((key, value) -> {
            if (!keys.contains(key)) {
                String remedy = "remove it; the keys here are " + String.join(", ", keys);
                problem(value, key, "must be a key that is modelled", "\"" + key + "\"", remedy);
            }
        });
    }

    /** What {@code behavior.scaleUp} or {@code behavior.scaleDown} says. */
    public Behavior behavior(Optional<Yaml> given, Behavior usual) {
        if (given.isEmpty()) {
            return usual;
        }
        Yaml yaml = given.get();
        List<Policy> policies = yaml.each("policies").map(this::policy).toList();
        return new Behavior(
                yaml.get("stabilizationWindowSeconds").map(this::whole).orElse(usual.stabilization()),
                policies.isEmpty() ? usual.policies() : policies,
                select(yaml));
    }

    private Select select(Yaml behavior) {
        String word = behavior.text("selectPolicy");
        return switch (word) {
            case "", "Max" -> Select.MAX;
            case "Min" -> Select.MIN;
            case "Disabled" -> Select.DISABLED;
            default -> {
                problem(behavior, "selectPolicy", "must be Max, Min or Disabled", "\"" + word + "\"", "correct it");
                yield Select.MAX;
            }
        };
    }

    private Policy policy(Yaml policy) {
        boolean pods = policy.text("type").equals("Pods");
        if (!pods && !policy.text("type").equals("Percent")) {
            problem(policy, "type", "must be Pods or Percent", "\"" + policy.text("type") + "\"", "correct it");
        }
        return new Policy(
                pods ? Unit.PODS : Unit.PERCENT,
                policy.get("value").map(this::whole).orElse(0),
                policy.get("periodSeconds").map(this::whole).orElse(1));
    }

    /** A whole number below a key. */
    public int whole(Yaml mapping, String key, int otherwise) {
        return mapping.get(key).map(this::whole).orElse(otherwise);
    }

    public int whole(Yaml yaml) {
        return (int) number(yaml);
    }

    /** A quantity as Kubernetes writes it: 30, 1.5, 500m. */
    public double number(Yaml yaml) {
        String text = yaml.text();
        if (!NUMBER.matcher(text).matches()) {
            problem(yaml, "", "must be a number", "\"" + text + "\"", "write it like 30 or 500m");
            return 0;
        }
        return text.endsWith("m")
                ? Double.parseDouble(text.substring(0, text.length() - 1)) / 1000
                : Double.parseDouble(text);
    }

    public void problem(Yaml yaml, String key, String rule, String found, String remedy) {
        problems.add(new Problem(yaml.file(), yaml.place().line(), yaml.place().column(), key, rule, found, remedy));
    }
}

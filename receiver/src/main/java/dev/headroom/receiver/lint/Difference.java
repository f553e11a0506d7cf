package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a change of the files changes in behaviour, in words. */
public final class Difference {
    private static final String NOTHING = "No change in behaviour.";

    /** Else what is in such a file would be told as gone. */
    private static final String NOT_COMPARED = "Nothing is compared until all of it can be read.";

    private Difference() {}

    /** Of the trees in two folders, and of their variants, whose lines begin with their names. */
    public static List<String> ofAll(Path before, Path after) {
        List<String> own = between(Tree.read(before), Tree.read(after));
        List<String> variants = Stream.concat(Tree.variants(before).stream(), Tree.variants(after).stream())
                .map(folder -> String.valueOf(folder.getFileName()))
                .distinct()
                .flatMap(name -> ofVariant(name, before, after, own))
                .toList();
        return Stream.concat(
                        own.stream().filter(line -> variants.isEmpty() || !line.equals(NOTHING)), variants.stream())
                .toList();
    }

    /** What the variant does not have in common with the tree, whose changes are told already. */
    private static Stream<String> ofVariant(String name, Path before, Path after, List<String> told) {
        Path was = before.resolve("alert-rules").resolve(name);
        Path is = after.resolve("alert-rules").resolve(name);
        if (!Tree.isVariant(was) || !Tree.isVariant(is)) {
            return Stream.of("variant " + name + " is " + (Tree.isVariant(is) ? "new" : "gone"));
        }
        return between(Tree.read(was), Tree.read(is)).stream()
                .filter(line -> !line.equals(NOTHING) && !told.contains(line))
                .map(line -> "variant " + name + ": " + line);
    }

    /** A line for each change: alerts, signals, policy, then routes and settings. */
    public static List<String> between(Tree before, Tree after) {
        List<String> unreadable = Stream.concat(before.broken().stream(), after.broken().stream())
                .map(finding -> "cannot be compared: " + finding)
                .toList();
        if (!unreadable.isEmpty()) {
            return Stream.concat(unreadable.stream(), Stream.of(NOT_COMPARED)).toList();
        }
        List<String> changes = Stream.of(
                        new AlertDifference(before, after).lines(),
                        new SignalDifference(before, after).lines(),
                        new PolicyDifference(before, after).lines(),
                        new RouteDifference(before, after).lines(),
                        new RestDifference(before, after).lines())
                .flatMap(lines -> lines)
                .toList();
        return changes.isEmpty() ? List.of(NOTHING) : changes;
    }
}

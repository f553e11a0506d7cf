package dev.headroom.receiver.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands and options as a script of fish, which picocli does not write. */
record FishCompletion(CommandSpec headroom) {

    private static final String COMMAND = "complete -c headroom";

    @Override
    public String toString() {
        return lines().map(line -> line + "\n").collect(Collectors.joining());
    }

    private Stream<String> lines() {
        Stream<String> commands =
                headroom.subcommands().entrySet().stream().flatMap(entry -> command(entry.getKey(), entry.getValue()));
        Stream<String> options = headroom.options().stream().map(option -> option("__fish_use_subcommand", option));
        return Stream.of(Stream.of(COMMAND + " -f"), options, commands).flatMap(lines -> lines);
    }

    private static Stream<String> command(String name, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String here = "__fish_seen_subcommand_from " + name;
        return Stream.of(
                        Stream.of(COMMAND + " -n __fish_use_subcommand -a " + name + description(spec)),
                        spec.subcommands().keySet().stream().map(child -> COMMAND + " -n '" + here + "' -a " + child),
                        spec.options().stream().map(option -> option(here, option)),
                        spec.positionalParameters().stream()
                                .filter(parameter -> !words(parameter).isEmpty())
                                .map(parameter -> COMMAND + " -n '" + here + "' -a '" + words(parameter) + "'"))
                .flatMap(lines -> lines);
    }

    private static String option(String condition, OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
        return COMMAND + " -n '" + condition + "'" + names + value(option) + description(option);
    }

    private static String value(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        return option.type() == Path.class
                ? " -r -F"
                : " -x" + (words(option).isEmpty() ? "" : " -a '" + words(option) + "'");
    }

    /** The words that an argument may be, where these are few. */
    private static String words(ArgSpec argument) {
        return argument.completionCandidates() == null
                ? ""
                : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
    }

    private static String description(CommandSpec command) {
        return described(Arrays.stream(command.usageMessage().description()).limit(1));
    }

    private static String description(OptionSpec option) {
        return described(Arrays.stream(option.description()));
    }

    private static String described(Stream<String> lines) {
        String text = lines.collect(Collectors.joining(" "));
        return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}

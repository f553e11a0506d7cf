package dev.headroom.receiver.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Prints a script with which a shell completes the commands. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which a shell completes commands and options.",
            "  bash, in ~/.bashrc:  source <(headroom completion bash)",
            "  zsh, in ~/.zshrc:    source <(headroom completion zsh)",
            "  fish:                headroom completion fish > ~/.config/fish/completions/headroom.fish"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /** The shells that are known. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "bash|zsh|fish", description = "Which shell it is for.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine commands = withTuner(Main.commandLine());
        System.out.print(
                switch (shell) {
                    case BASH -> AutoComplete.bash("headroom", commands);
                    case ZSH -> "autoload -U +X compinit && compinit\n" + AutoComplete.bash("headroom", commands);
                    case FISH -> new FishCompletion(commands.getCommandSpec());
                });
        return 0;
    }

    /** The tuner is another program behind the same name. */
    private static CommandLine withTuner(CommandLine commands) {
        CommandSpec tuner = CommandSpec.create();
        tuner.usageMessage().description("Tunes cache TTLs in Redis.");
        Stream.of("run", "once", "status", "replay").forEach(name -> tuner.addSubcommand(name, CommandSpec.create()));
        return commands.addSubcommand("ttl", tuner);
    }
}

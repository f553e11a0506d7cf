package dev.headroom.ttltuner.cli;

import dev.headroom.clients.http.HttpCalls;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code headroom ttl}. Exit codes: 0 fine, 1 refused or in trouble, 2 usage or configuration. */
@Command(
        name = "headroom ttl",
        description = "Keeps each cache mode's hit rate at its target with the least memory.",
        subcommands = {
            RunCommand.class,
            OnceCommand.class,
            StatusCommand.class,
            ReplayCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "headroom ttl, see: headroom version",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Start with: headroom ttl once --dry-run"})
public final class Main implements Callable<Integer> {
    static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        Locale.setDefault(
                Locale.ROOT); // or some machines' languages would write numbers with a comma, or in other digits
        int code = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new PlainErrors())
                .execute(args);
        HttpCalls.interruptAll();
        System.exit(code);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return USAGE;
    }
}

package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code headroom}. Exit codes: 0 fine, 1 refused or findings, 2 usage or configuration. */
@Command(
        name = "headroom",
        description = "Turns Prometheus alerts into safe scaling actions.",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            ExplainCommand.class,
            DecisionsCommand.class,
            ScaleCommand.class,
            PinCommand.class,
            FreezeCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            GpuCommand.class,
            VramPlanCommand.class,
            LintCommand.class,
            CompletionCommand.class,
            RenderCommand.class,
            BacktestCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"  ttl        Tunes cache TTLs in Redis; see: headroom ttl --help", "", "Start with: headroom demo"})
public final class Main implements Callable<Integer> {

    static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        PlainErrors errors = new PlainErrors();
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return USAGE;
    }
}

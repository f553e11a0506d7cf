package dev.headroom.receiver.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code headroom}. Exit codes: 0 fine, 1 refused or findings, 2 usage or configuration. */
@Command(
        name = "headroom",
        description = "Turns Prometheus alerts into safe scaling actions.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"  ttl        Tunes cache TTLs in Redis; see: headroom ttl --help", "", "Start with: headroom demo"})
public final class Main implements Callable<Integer> {

    static final int USAGE = 2;

    private static final List<Class<?>> COMMANDS = List.of(
            ServeCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            ExplainCommand.class,
            DecisionsCommand.class,
            EventsCommand.class,
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
            CommandLine.HelpCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** Knows the command that is named first; all of them where none is. To read what a command takes is most of a start. */
    public static CommandLine commandLine(String... args) {
        PlainErrors errors = new PlainErrors();
        CommandLine line = new CommandLine(new Main());
        COMMANDS.stream().filter(command -> isWanted(command, args)).forEach(line::addSubcommand);
        if (line.getSubcommands().isEmpty()) {
            COMMANDS.forEach(line::addSubcommand);
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    private static boolean isWanted(Class<?> command, String... args) {
        return args.length > 0
                && args[0].equals(command.getAnnotation(Command.class).name())
                && !command.equals(CommandLine.HelpCommand.class);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return USAGE;
    }
}

package dev.headroom.receiver.cli;

import dev.headroom.clients.http.HttpCalls;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code headroom}. Exit codes: 0 fine, 1 refused or findings, 2 usage or configuration. */
@Command(
        name = "headroom",
        description = "Turns Prometheus alerts into safe scaling actions.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"  ttl         Tunes cache TTLs in Redis; see: headroom ttl --help", "", "Start with: headroom demo"})
public final class Main implements Callable<Integer> {

    static final int USAGE = 2;

    static final List<String> COMMANDS = List.of(
            "serve",
            "demo",
            "status",
            "explain",
            "decisions",
            "events",
            "scale",
            "wake",
            "sleep",
            "pin",
            "freeze",
            "hold",
            "release",
            "gpu",
            "vram-plan",
            "init",
            "lint",
            "let-go",
            "completion",
            "render",
            "backtest",
            "version",
            "help");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        Locale.setDefault(
                Locale.ROOT); // or some machines' languages would write numbers with a comma, or in other digits
        letIdleConnectionsGo();
        int code = commandLine(args).execute(args);
        HttpCalls.interruptAll();
        System.exit(code);
    }

    /**
     * Java's client keeps a connection that nobody uses for twenty minutes, up to version 19: of a burst in a cluster some hundreds,
     * of 50 KB each here, and as many at the API server. It asks for this once, when it is first used.
     */
    private static void letIdleConnectionsGo() {
        System.setProperty("jdk.httpclient.keepalive.timeout", "15");
    }

    /** Knows the command that is named first; all of them where none is. To read what a command takes is most of a start. */
    public static CommandLine commandLine(String... args) {
        PlainErrors errors = new PlainErrors();
        CommandLine line = new CommandLine(new Main());
        boolean one = args.length > 0 && !args[0].equals("help") && COMMANDS.contains(args[0]);
        (one ? List.of(args[0]) : COMMANDS).forEach(name -> line.addSubcommand(command(name)));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::run)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** Of what is said twice of one name picocli takes the last, and does not say so. */
    private static int run(ParseResult parsed) {
        for (ParseResult each = parsed; each != null; each = each.subcommand()) {
            for (OptionSpec option : each.matchedOptions()) {
                Set<String> names = new HashSet<>();
                for (String value : option.typeInfo().isMap() ? option.stringValues() : List.<String>of()) {
                    String name = value.replaceFirst("=.*", "");
                    if (!names.add(name)) {
                        throw new ParameterException(
                                each.commandSpec().commandLine(),
                                "%s says %s twice, of which one would be lost: say it once, as %1$s %s"
                                        .formatted(option.longestName(), name, option.paramLabel()));
                    }
                }
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Of this name; no other one's class is loaded. */
    private static Class<?> command(String name) {
        return switch (name) {
            case "serve" -> ServeCommand.class;
            case "demo" -> DemoCommand.class;
            case "status" -> StatusCommand.class;
            case "explain" -> ExplainCommand.class;
            case "decisions" -> DecisionsCommand.class;
            case "events" -> EventsCommand.class;
            case "scale" -> ScaleCommand.class;
            case "wake" -> WakeCommand.class;
            case "sleep" -> SleepCommand.class;
            case "pin" -> PinCommand.class;
            case "freeze" -> FreezeCommand.class;
            case "hold" -> HoldCommand.class;
            case "release" -> ReleaseCommand.class;
            case "gpu" -> GpuCommand.class;
            case "vram-plan" -> VramPlanCommand.class;
            case "init" -> InitCommand.class;
            case "lint" -> LintCommand.class;
            case "let-go" -> LetGoCommand.class;
            case "completion" -> CompletionCommand.class;
            case "render" -> RenderCommand.class;
            case "backtest" -> BacktestCommand.class;
            case "version" -> VersionCommand.class;
            default -> CommandLine.HelpCommand.class;
        };
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return USAGE;
    }
}

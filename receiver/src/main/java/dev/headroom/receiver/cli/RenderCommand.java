package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes manifests for other tools. */
@Command(
        name = "render",
        description = "Writes manifests for other tools from the policy.",
        subcommands = RenderHpaCommand.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT")
final class RenderCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(System.err);
        return Main.USAGE;
    }
}

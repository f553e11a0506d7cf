package dev.headroom.ttltuner.cli;

import dev.headroom.settings.ConfigException;
import dev.headroom.ttltuner.app.StartException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a failure in plain words: what is wrong and what to do, never a stack trace. */
final class PlainErrors implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("headroom ttl: " + message(failure));
        return Main.USAGE;
    }

    private static String message(Exception failure) {
        boolean explained = failure instanceof ConfigException
                || failure instanceof StartException
                || failure instanceof CommandException;
        return explained
                ? String.valueOf(failure.getMessage())
                : "this is a bug: " + failure + "; please report it with the command that you typed";
    }
}

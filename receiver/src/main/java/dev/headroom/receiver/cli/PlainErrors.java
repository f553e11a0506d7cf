package dev.headroom.receiver.cli;

import dev.headroom.receiver.app.StartException;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.trace.TraceException;
import dev.headroom.receiver.init.InitException;
import dev.headroom.receiver.lint.LintException;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.settings.ConfigException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells a failure in plain words: what is wrong and what to do, never a stack trace. */
final class PlainErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("headroom: " + plain(failure));
        return failure instanceof ApiException api ? api.exitCode() : Main.USAGE;
    }

    /** What is wrong with what was typed, what was meant perhaps, and where it is written how to type it. */
    @Override
    public int handleParseException(ParameterException wrong, String[] typed) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("headroom: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        if (wrong instanceof MissingParameterException) {
            command.getErr().println(command.getHelp().synopsis(0).strip());
        }
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return Main.USAGE;
    }

    /** What a server said is one line; our own messages have a line for each problem. */
    private static String plain(Exception failure) {
        String message = message(failure);
        return failure instanceof ApiException
                ? Plain.of(message)
                : message.lines().map(Plain::of).collect(Collectors.joining("\n"));
    }

    private static String message(Exception failure) {
        boolean explained = failure instanceof ConfigException
                || failure instanceof StartException
                || failure instanceof ApiException
                || failure instanceof InitException
                || failure instanceof LintException
                || failure instanceof BacktestException
                || failure instanceof TraceException
                || failure instanceof StoreException;
        return explained
                ? String.valueOf(failure.getMessage())
                : "this is a bug: " + failure + "; please report it with the command that you typed";
    }
}

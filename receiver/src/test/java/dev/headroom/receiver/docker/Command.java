package dev.headroom.receiver.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, or killed when its time is over. */
public record Command(Path folder, Duration limit) {

    public record Result(int exit, String output) {}

    /** Runs it; any exit code will do. */
    public Result run(String... words) {
        try {
            Path output = Files.createTempFile("command", ".out");
            try {
                return finish(start(output, words), output, String.join(" ", words));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it and answers what it printed; anything but exit code 0 is an error. */
    public String must(String... words) {
        Result result = run(words);
        if (result.exit() != 0) {
            throw new IllegalStateException(
                    "%s ended with %d: %s".formatted(String.join(" ", words), result.exit(), result.output()));
        }
        return result.output().strip();
    }

    private Process start(Path output, String... words) throws IOException {
        return new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private Result finish(Process process, Path output, String name) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "%s took more than %s: %s".formatted(name, limit, Files.readString(output)));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " was interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

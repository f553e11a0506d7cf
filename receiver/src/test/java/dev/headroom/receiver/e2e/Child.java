package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that this test started; what it prints goes to files, and close ends it. */
public record Child(Process process, Path stdout, Path stderr) implements AutoCloseable {
    private static final Duration POLITE = Duration.ofSeconds(30);

    /**
     * Starts it.
     *
     * @param folder its current folder, where its output is kept too
     */
    public static Child start(Path folder, List<String> words, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile(folder, "child", ".out");
            Path err = Files.createTempFile(folder, "child", ".err");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            return new Child(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String out() {
        return read(stdout);
    }

    public String err() {
        return read(stderr);
    }

    /** The first group of the first match in what it writes, as soon as it is there. */
    public String said(Pattern pattern) {
        Waiting.until(
                "it says " + pattern + ", but: " + out() + err(),
                () -> pattern.matcher(out() + err()).find() || !process.isAlive());
        Matcher matcher = pattern.matcher(out() + err());
        if (!matcher.find()) {
            throw new AssertionError("it ended with " + exit(POLITE) + ": " + out() + err());
        }
        return matcher.group(1);
    }

    /** Asks it to end, and waits for that. */
    public int stop(Duration limit) {
        terminate();
        return exit(limit);
    }

    /** Its exit code, which must come in time. */
    public int exit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + ": " + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        exit(POLITE);
    }

    /** Sends a signal by its name, such as STOP. */
    public static void signal(Process process, String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, "" + process.pid())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            stop(POLITE);
        } finally {
            process.destroyForcibly();
        }
    }
}

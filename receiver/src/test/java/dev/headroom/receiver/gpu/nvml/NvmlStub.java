package dev.headroom.receiver.gpu.nvml;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stand-in for libnvidia-ml.so.1, compiled from {@code nvml/nvml_stub.c}: a library of its own for each test, whose
 * state can be changed while it is in use.
 */
public final class NvmlStub {
    public static final long GIB = 1L << 30;

    private static final Map<List<String>, byte[]> COMPILED = new ConcurrentHashMap<>();

    private final Path library;
    private final Map<String, String> state = new TreeMap<>();

    private NvmlStub(Path library) {
        this.library = library;
        write();
    }

    /** Why it cannot be had here; empty where it can. */
    public static String whyNot() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcc")));
        return found ? "" : "no gcc on the PATH, which compiles the stand-in for NVML";
    }

    /** Skips a test, and says so, where it cannot be had. */
    public static void assume(Class<?> test) {
        String whyNot = whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: " + test.getSimpleName() + ": " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
    }

    /** As today's drivers. */
    public static NvmlStub in(Path folder) {
        return new NvmlStub(compiled(folder));
    }

    /** As old drivers, which lack the newer functions. */
    static NvmlStub oldIn(Path folder) {
        return new NvmlStub(compiled(folder, "-DNVML_OLD"));
    }

    public Path library() {
        return library;
    }

    /** So many GPUs alike. */
    public NvmlStub gpus(int count, long total, long free) {
        state.put("count", "" + count);
        for (int gpu = 0; gpu < count; gpu++) {
            state.put("gpu." + gpu + ".total", "" + total);
            state.put("gpu." + gpu + ".free", "" + free);
            state.put("gpu." + gpu + ".utilization", "50");
        }
        return write();
    }

    public NvmlStub free(int gpu, long bytes) {
        return set("gpu." + gpu + ".free", bytes);
    }

    /** Sets a key that the head of nvml_stub.c explains. */
    public NvmlStub set(String key, Object value) {
        state.put(key, String.valueOf(value));
        return write();
    }

    public NvmlStub remove(String key) {
        state.remove(key);
        return write();
    }

    /** What its caller did that NVML does not allow. */
    public List<String> faults() {
        Path faults = Path.of(library + ".faults");
        try {
            return Files.exists(faults) ? Files.readAllLines(faults) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NvmlStub write() {
        String text = state.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Path next = Files.writeString(Path.of(library + ".next"), text);
            Files.move(next, Path.of(library + ".state"), ATOMIC_MOVE, REPLACE_EXISTING);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of its own: its state lies beside it. */
    private static Path compiled(Path folder, String... options) {
        try {
            byte[] code = COMPILED.computeIfAbsent(List.of(options), all -> compile("nvml_stub.c", all));
            return Files.write(Files.createTempDirectory(folder, "nvml").resolve("libnvidia-ml.so.1"), code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stand-in for CUDA, libcuda.so.1 beside the library: it takes and gives back memory of the first GPU. */
    public NvmlStub withCuda() {
        try {
            Files.write(library.resolveSibling("libcuda.so.1"), compile("cuda_stub.c", List.of()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] compile(String name, List<String> options) {
        try (InputStream source = Objects.requireNonNull(NvmlStub.class.getResourceAsStream("/nvml/" + name))) {
            Path made = Files.createTempDirectory("nvml");
            Path code = made.resolve(name);
            Files.copy(source, code);
            Path library = made.resolve("libnvidia-ml.so.1");
            run(Stream.concat(
                            Stream.of("gcc", "-std=gnu11", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"),
                            Stream.concat(
                                    options.stream(), Stream.of("-o", library.toString(), code.toString(), "-ldl")))
                    .toList());
            byte[] bytes = Files.readAllBytes(library);
            Files.delete(library);
            Files.delete(code);
            Files.delete(made);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> words) throws IOException {
        Process gcc = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(gcc.getInputStream().readAllBytes());
        try {
            if (!gcc.waitFor(60, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
                throw new IllegalStateException("gcc failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            gcc.destroyForcibly();
        }
    }
}

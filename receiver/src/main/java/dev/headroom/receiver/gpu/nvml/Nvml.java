package dev.headroom.receiver.gpu.nvml;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.headroom.receiver.gpu.GpuException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The library as it is loaded: functions by name, of which an old driver may lack some. */
final class Nvml {
    /** What every driver of the last ten years installs. */
    static final String USUAL = "libnvidia-ml.so.1";

    private final NativeLibrary library;
    private final Map<String, Optional<Function>> functions = new HashMap<>();

    private Nvml(NativeLibrary library) {
        this.library = library;
    }

    /** @throws GpuException where there is no such library, or it is none of this machine's kind */
    static Nvml load(String name) throws GpuException {
        try {
            return new Nvml(NativeLibrary.getInstance(name));
        } catch (UnsatisfiedLinkError e) {
            throw new GpuException(
                    "NVML cannot be loaded: there is no " + name
                            + " that this machine can use; install the NVIDIA driver, or name the file as gpu.library",
                    e);
        }
    }

    boolean has(String name) {
        return function(name).isPresent();
    }

    /** Calls it; a function that the library lacks answers as NVML does where the driver lacks one. */
    int call(String name, Object... arguments) {
        return function(name).map(function -> function.invokeInt(arguments)).orElse(Code.FUNCTION_NOT_FOUND);
    }

    /** NVML's own words for a code. */
    String words(int code) {
        return function("nvmlErrorString")
                .map(function -> function.invokePointer(new Object[] {code}))
                .map(text -> text.getString(0))
                .orElse("NVML failed");
    }

    private Optional<Function> function(String name) {
        return functions.computeIfAbsent(name, this::find);
    }

    private Optional<Function> find(String name) {
        try {
            return Optional.of(library.getFunction(name));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }
}

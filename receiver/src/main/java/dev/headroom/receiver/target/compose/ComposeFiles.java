package dev.headroom.receiver.target.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The files that Compose has made a container from, where they can be read here. */
final class ComposeFiles {
    private ComposeFiles() {}

    /** Whether one of them gives the container its name; no where none can be read. */
    static boolean fixTheNameOf(Container container, String service) {
        try {
            Path folder = Path.of(container.label("com.docker.compose.project.working_dir"));
            return Stream.of(container
                            .label("com.docker.compose.project.config_files")
                            .split(","))
                    .filter(file -> !file.isBlank())
                    .map(file -> folder.resolve(file.strip()))
                    .anyMatch(file -> containerName(file, service).equals(container.name()));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String containerName(Path file, String service) {
        try {
            Object whole = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return String.valueOf(in(in(in(whole, "services"), service), "container_name"));
        } catch (IOException | YAMLException e) {
            return "";
        }
    }

    private static @Nullable Object in(@Nullable Object mapping, String key) {
        return mapping instanceof Map<?, ?> map ? map.get(key) : null;
    }
}

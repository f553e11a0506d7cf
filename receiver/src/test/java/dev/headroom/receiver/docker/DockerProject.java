package dev.headroom.receiver.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A docker-compose project in a folder of its own; close takes everything of it down.
 *
 * @param folder holds docker-compose.yml, and whatever the containers leave in {@code ./stopped}
 */
public record DockerProject(String name, Path folder) implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A service of the busybox image that is healthy soon after its start, and on SIGTERM leaves a file named after its
     * host name in {@code ./stopped}, then ends.
     */
    public static String service(String service, BusyboxImage image) {
        return """
                  %s:
                    image: %s
                    command: [sh, -c, "trap 'echo TERM > /stopped/$$HOSTNAME; exit 0' TERM; touch /tmp/ready; while true; do sleep 0.2; done"]
                    volumes: ["./stopped:/stopped"]
                    healthcheck: {test: [CMD, test, -f, /tmp/ready], interval: 1s, timeout: 10s, retries: 5}
                """.formatted(service, image.name());
    }

    public static DockerProject of(String name, Path folder, String composeFile) throws IOException {
        Files.createDirectories(folder.resolve("stopped"));
        Files.writeString(folder.resolve("docker-compose.yml"), composeFile);
        return new DockerProject(name, folder);
    }

    /** {@code docker-compose up -d}, with {@code svc=N} for each {@code --scale}. */
    public void up(String... scales) {
        compose(Stream.concat(
                        Stream.of("up", "-d", "--timeout", "5"),
                        Arrays.stream(scales).flatMap(scale -> Stream.of("--scale", scale)))
                .toArray(String[]::new));
    }

    /** Runs docker-compose on this project and answers what it printed. */
    public String compose(String... words) {
        List<String> all = new ArrayList<>(List.of("docker-compose", "--no-ansi", "-p", name));
        all.addAll(List.of(words));
        return command().must(all.toArray(String[]::new));
    }

    /** Runs docker and answers what it printed. */
    public String docker(String... words) {
        return command()
                .must(Stream.concat(Stream.of("docker"), Stream.of(words)).toArray(String[]::new));
    }

    private Command command() {
        return new Command(folder, Duration.ofSeconds(120));
    }

    /** The full ids of a service's containers, stopped ones too. */
    public Set<String> ids(String service) {
        return containers("label=com.docker.compose.project=" + name, "label=com.docker.compose.service=" + service);
    }

    private Set<String> containers(String... filters) {
        String printed = docker(Stream.concat(
                        Stream.of("ps", "-aq", "--no-trunc"),
                        Arrays.stream(filters).flatMap(filter -> Stream.of("--filter", filter)))
                .toArray(String[]::new));
        return printed.isEmpty() ? Set.of() : Set.of(printed.split("\\s+"));
    }

    public JsonNode inspect(String container) {
        try {
            return JSON.readTree(docker("inspect", container)).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks again and again until it is so. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 90 s: " + what);
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The volumes are removed by name: docker-compose leaves anonymous ones behind that it once handed on. */
    @Override
    public void close() {
        Set<String> volumes = volumes();
        compose("down", "--volumes", "--remove-orphans", "--timeout", "2");
        volumes.forEach(volume -> docker("volume", "rm", "--force", volume));
    }

    private Set<String> volumes() {
        Set<String> volumes = new HashSet<>();
        for (String id : containers("label=com.docker.compose.project=" + name)) {
            inspect(id)
                    .path("Mounts")
                    .forEach(mount -> volumes.add(mount.path("Name").asText()));
        }
        volumes.remove("");
        return volumes;
    }
}

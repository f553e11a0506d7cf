package dev.headroom.receiver.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** An image with nothing but a static busybox and its applets; made without a registry, removed on close. */
public record BusyboxImage(String name, Path folder) implements AutoCloseable {
    private static final List<Path> BUSYBOX = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));

    /** Why no image can be made and run here; empty text when all is well. */
    public static String whyNot() {
        String missing = missing();
        if (!missing.isEmpty()) {
            return missing;
        }
        Command.Result server = new Command(Path.of("."), Duration.ofSeconds(20))
                .run("docker", "version", "--format", "{{.Server.Version}}");
        return server.exit() == 0
                ? ""
                : "no dockerd answers: " + server.output().strip();
    }

    /** The program that is missing here, in words; empty text for none. */
    static String missing() {
        if (BUSYBOX.stream().noneMatch(Files::isExecutable)) {
            return "no busybox: install busybox-static";
        }
        if (Stream.of("docker", "docker-compose").anyMatch(tool -> !onPath(tool))) {
            return "no docker or docker-compose command: install docker.io and docker-compose";
        }
        return "";
    }

    private static boolean onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** @param folder an empty one, for the making */
    public static BusyboxImage make(Path folder) throws IOException {
        Path archive = archive(folder);
        String name = "headroom-test:" + UUID.randomUUID();
        new Command(folder, Duration.ofSeconds(60))
                .must(
                        "docker",
                        "import",
                        "--change",
                        "CMD [\"sh\"]",
                        "--change",
                        "ENV PATH=/bin",
                        archive.toString(),
                        name);
        return new BusyboxImage(name, folder);
    }

    /** Its files, as {@code docker import} takes them. */
    static Path archive(Path folder) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("root/bin"));
        Files.createDirectories(folder.resolve("root/tmp"));
        Path busybox = BUSYBOX.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        Files.copy(busybox, bin.resolve("busybox"));
        Command command = new Command(folder, Duration.ofSeconds(60));
        for (String applet : command.must(busybox.toString(), "--list").split("\\s+")) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
        }
        command.must("tar", "-cf", "image.tar", "-C", "root", ".");
        return folder.resolve("image.tar");
    }

    @Override
    public void close() {
        new Command(folder, Duration.ofSeconds(60)).run("docker", "image", "rm", "--force", name);
    }
}

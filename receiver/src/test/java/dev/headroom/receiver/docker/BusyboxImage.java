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
        if (BUSYBOX.stream().noneMatch(Files::isExecutable)) {
            return "no busybox: install busybox-static";
        }
        Command command = new Command(Path.of("."), Duration.ofSeconds(20));
        if (Stream.of("docker", "docker-compose").anyMatch(tool -> !onPath(tool))) {
            return "no docker or docker-compose command: install docker.io and docker-compose";
        }
        Command.Result server = command.run("docker", "version", "--format", "{{.Server.Version}}");
        return server.exit() == 0
                ? ""
                : "no dockerd answers: " + server.output().strip();
    }

    private static boolean onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** @param folder an empty one, for the making */
    public static BusyboxImage make(Path folder) throws IOException {
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
        String name = "headroom-test:" + UUID.randomUUID();
        command.must("tar", "-cf", "image.tar", "-C", "root", ".");
        command.must("docker", "import", "--change", "CMD [\"sh\"]", "--change", "ENV PATH=/bin", "image.tar", name);
        return new BusyboxImage(name, folder);
    }

    @Override
    public void close() {
        new Command(folder, Duration.ofSeconds(60)).run("docker", "image", "rm", "--force", name);
    }
}

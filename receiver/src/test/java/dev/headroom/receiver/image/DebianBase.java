package dev.headroom.receiver.image;

import dev.headroom.receiver.docker.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** A small Debian with a Java runtime and HAProxy, made by debootstrap; needs root and Debian's mirror, no registry. */
record DebianBase(String name) implements AutoCloseable {
    private static final Command COMMAND = new Command(Path.of("."), Duration.ofMinutes(15));
    private static final String PACKAGES = "openjdk-17-jre-headless,haproxy";

    /** Why it cannot be made here; empty where it can. */
    static String whyNot() {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "debootstrap")));
        if (!installed) {
            return "no debootstrap: install debootstrap";
        }
        return System.getProperty("user.name").equals("root") ? "" : "debootstrap needs root";
    }

    /** @param folder for the making; what is left in it may go */
    static DebianBase make(Path folder) throws IOException {
        Path root = folder.resolve("debian");
        COMMAND.must(
                "debootstrap",
                "--variant=minbase",
                "--include=" + PACKAGES,
                "bookworm",
                root.toString(),
                System.getProperty("headroom.debian", "http://deb.debian.org/debian"));
        String name = "headroom-base:" + UUID.randomUUID();
        Path archive = folder.resolve("debian.tar");
        COMMAND.must("tar", "-C", root.toString(), "--exclude=./var/cache/apt", "-cf", archive.toString(), ".");
        COMMAND.must(
                "docker", "import", "--change", "ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin", archive.toString(), name);
        COMMAND.must("rm", "-rf", root.toString());
        Files.delete(archive);
        return new DebianBase(name);
    }

    @Override
    public void close() {
        COMMAND.run("docker", "image", "rm", "--force", name);
    }
}

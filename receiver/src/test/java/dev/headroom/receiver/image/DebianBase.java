package dev.headroom.receiver.image;

import dev.headroom.receiver.docker.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** A small Debian with a Java runtime, made by debootstrap; needs root and Debian's mirror, no registry. */
final class DebianBase {
    private static final Command COMMAND = new Command(Path.of("."), Duration.ofMinutes(30));
    private static final Path EMULATORS = Path.of("/proc/sys/fs/binfmt_misc");

    private DebianBase() {}

    /** Why it cannot be made here; empty where it can. */
    static String whyNot(String architecture) {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "debootstrap")));
        if (!installed) {
            return "no debootstrap: install debootstrap";
        }
        boolean native64 = architecture.equals(System.getProperty("os.arch"));
        if (!native64 && (!architecture.equals("arm64") || !Files.exists(EMULATORS.resolve("qemu-aarch64")))) {
            return "no emulator of " + architecture + ": install qemu-user-static, and mount " + EMULATORS;
        }
        return System.getProperty("user.name").equals("root") ? "" : "debootstrap needs root";
    }

    /**
     * @param folder for the making; what is left in it may go
     * @return the image's name
     */
    static String make(Path folder, String architecture) throws IOException {
        Path root = folder.resolve("debian");
        COMMAND.must(
                "debootstrap",
                "--arch=" + architecture,
                "--variant=minbase",
                "--include=openjdk-17-jre-headless",
                "bookworm",
                root.toString(),
                System.getProperty("headroom.debian", "http://deb.debian.org/debian"));
        String name = "headroom-base:" + UUID.randomUUID();
        Path archive = folder.resolve("debian.tar");
        COMMAND.must("tar", "-C", root.toString(), "--exclude=./var/cache/apt", "-cf", archive.toString(), ".");
        COMMAND.must(
                "docker",
                "import",
                "--platform",
                "linux/" + architecture,
                "--change",
                "ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                archive.toString(),
                name);
        COMMAND.must("rm", "-rf", root.toString());
        Files.delete(archive);
        return name;
    }
}

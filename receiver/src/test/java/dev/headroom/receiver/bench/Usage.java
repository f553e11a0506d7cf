package dev.headroom.receiver.bench;

import dev.headroom.receiver.e2e.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process uses, from {@code /proc}. */
final class Usage {
    private static final double TICKS_A_SECOND = 100;

    private Usage() {}

    /** User and system time, in seconds; all that the process does is counted. */
    static double cpu(Child child) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + child.process().pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    /** A line of its status, as that of {@code VmRSS}. */
    static String status(Child child, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + child.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElse("?");
    }
}

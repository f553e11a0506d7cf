package dev.headroom.receiver.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A small tree with the real launcher. Its Maven is a script that "compiles" one source file by copying it; its Java is a
 * script that prints that copy, or waits when its last word is {@code stay}.
 */
record Tree(Path root, Map<String, String> environment) {
    private static final Duration LIMIT = Distribution.ARCHIVING; // which the real build does, on a busy machine
    private static final String SOURCE = "receiver/src/main/java/Program.java";

    /** What its Maven does where nothing else is said. */
    static final String COPIES = """
            for module in receiver ttl-tuner; do
              mkdir -p "$product/headroom-$module/headroom/lib" "$product/headroom-$module/classes"
              cp receiver/src/main/java/Program.java "$product/headroom-$module/headroom/lib"
            done
            """;

    /** Makes one, with a Java of its own. */
    static Tree withPlainScripts(Path root, Path jdk) {
        put(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        script(jdk.resolve("bin/javac"), "exit 1");
        script(jdk.resolve("bin/java"), """
                { echo "$*" >"$0.options"; } 2>/dev/null || : # not where all is read-only
                while [ "$1" != -cp ]; do case $1 in -XX:ArchiveClassesAtExit=* | -XX:DumpLoadedClassList=* | -Xshare:dump) exit 0 ;; esac; shift; done
                cat "${2%/*}/Program.java"
                if [ "${!#}" = stay ]; then exec sleep 60; fi
                """);
        return make(root, jdk, COPIES);
    }

    /** Makes one with another Maven and the JDK in this folder. */
    static Tree make(Path root, Path jdk, String maven) {
        Tree tree = new Tree(root, Map.of("JAVA_HOME", jdk.toString()));
        tree.copyLauncher();
        put(root.resolve("pom.xml"), "<project/>");
        put(root.resolve("receiver/pom.xml"), "<project/>");
        put(root.resolve("ttl-tuner/src/main/java/Tuner.java"), "class Tuner {}");
        tree.edit("first");
        tree.maven(maven);
        return tree;
    }

    /** The same with one more word in its environment. */
    Tree with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Tree(root, more);
    }

    private void copyLauncher() {
        for (String file : List.of("headroom", ".mvn/jdk.sh", ".mvn/build.sh", ".mvn/jvm.config")) {
            try {
                Files.createDirectories(root.resolve(file).getParent());
                Files.copy(Distribution.ROOT.resolve(file), root.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What its Maven does, with the folder for the program in {@code $product}; each call is counted. */
    void maven(String script) {
        script(root.resolve("mvnw"), """
                echo call >>calls
                for word; do case $word in -Dapart=*) product=${word#*=} ;; esac; done
                """ + script);
    }

    int builds() {
        return lines(root.resolve("calls"));
    }

    /** Changes what the program is made of. */
    void edit(String content) {
        put(root.resolve(SOURCE), content + "\n");
    }

    Path source() {
        return root.resolve(SOURCE);
    }

    /** A copy of the whole tree, with other times. */
    Tree copy(Path to) {
        assertThat(run(Map.of(), "cp", "-r", root.toString(), to.toString()).exit())
                .isZero();
        return new Tree(to, environment);
    }

    /** The folders of programs. */
    List<Path> programs() {
        try (Stream<Path> all = Files.list(root.resolve("target/headroom"))) {
            return all.filter(each -> each.getFileName().toString().contains("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Child start(String... words) {
        List<String> all = new ArrayList<>(List.of(root.resolve("headroom").toString()));
        all.addAll(List.of(words));
        return Child.start(root, all, environment);
    }

    /** Runs the launcher, which must end well, and answers what its Java printed. */
    String run(String... words) {
        Distribution.Result result = end(start(words));
        assertThat(result.exit()).as(result.text()).isZero();
        return result.out().strip();
    }

    /** Runs the launcher to its end, whatever that is. */
    Distribution.Result tries(Map<String, String> further) {
        return run(further, root.resolve("headroom").toString(), "status");
    }

    Distribution.Result run(Map<String, String> further, String... words) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(further);
        return end(Child.start(root.getParent(), List.of(words), all)); // the tree may be one that cannot be written
    }

    static Distribution.Result end(Child child) {
        try (child) {
            return new Distribution.Result(child.exit(LIMIT), child.out(), child.err());
        }
    }

    private static int lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void script(Path file, String text) {
        put(file, "#!/usr/bin/env bash\nset -eu\n" + text);
        if (!file.toFile().setExecutable(true, false)) {
            throw new IllegalStateException("cannot make " + file + " a program");
        }
    }

    private static void put(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.headroom.receiver.documents;

import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the commands in a Markdown text: in blocks that are fenced without a language or as a shell's, and in indented ones.
 * Where a block has lines that begin with {@code $ }, those are the commands and the others what they print; else all are
 * commands, if the first begins with a word that begins commands.
 */
final class Snippets {
    private static final Pattern FENCE = Pattern.compile("^( *)```(\\w*) *$");
    private static final Pattern COMMAND =
            Pattern.compile("^(\\.\\.?/|[a-z-]+/[a-z/-]+(\\.sh)?( |$)|(curl|docker|docker-compose|kubectl|helm"
                    + "|promtool|amtool|redis-cli|openssl|ab|locust|watch|cd|cp|mv|mkdir|git|pipx|npm|npx|python3?|flock|sudo|apt-get|systemctl"
                    + "|prometheus|prometheus-alertmanager|java|mvn|ssh|kind|nvidia-smi) ).*");
    private static final List<String> SHELLS = List.of("", "sh", "bash", "shell", "console");

    private final String file;
    private final List<String> lines;
    private final List<Snippet> found = new ArrayList<>();

    private Snippets(String file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The documents that people read, README first. */
    static List<Path> documents() {
        try (Stream<Path> top = Files.list(Distribution.ROOT);
                Stream<Path> guides = Files.walk(Distribution.ROOT.resolve("docs"));
                Stream<Path> folders = Files.list(Distribution.ROOT)) {
            return Stream.of(top, guides, folders.map(folder -> folder.resolve("README.md")))
                    .flatMap(same -> same)
                    .filter(path -> path.toString().endsWith(".md") && Files.isRegularFile(path))
                    .filter(path -> !path.endsWith("CHANGELOG.md"))
                    .map(Distribution.ROOT::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path document) {
        try {
            return Files.readString(Distribution.ROOT.resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Snippet> in(Path document) {
        return in(document.toString(), text(document));
    }

    static List<Snippet> in(String file, String text) {
        Snippets snippets = new Snippets(file, text.lines().toList());
        snippets.read();
        return snippets.found;
    }

    private void read() {
        int at = 0;
        while (at < lines.size()) {
            var fence = FENCE.matcher(lines.get(at));
            if (fence.matches()) {
                int end = fenceEnd(at + 1);
                if (SHELLS.contains(fence.group(2))) {
                    block(at + 1, end, fence.group(1).length());
                }
                at = end + 1;
            } else if (isIndented(at) && (at == 0 || lines.get(at - 1).isBlank())) {
                int end = at;
                while (end < lines.size() && isIndented(end)) {
                    end++;
                }
                block(at, end, 4);
                at = end;
            } else {
                at++;
            }
        }
    }

    private boolean isIndented(int at) {
        return lines.get(at).startsWith("    ") && !lines.get(at).isBlank();
    }

    private int fenceEnd(int from) {
        int end = from;
        while (end < lines.size() && !lines.get(end).strip().startsWith("```")) {
            end++;
        }
        return end;
    }

    private void block(int from, int to, int indent) {
        List<String> block = lines.subList(from, to).stream()
                .map(line -> line.substring(
                        Math.min(indent, line.length() - line.stripLeading().length())))
                .toList();
        if (block.stream().anyMatch(line -> line.startsWith("$ "))) {
            prompted(block, from + 1);
        } else if (!block.isEmpty() && COMMAND.matcher(block.get(0)).matches()) {
            plain(block, from + 1);
        }
    }

    private void prompted(List<String> block, int first) {
        int at = 0;
        while (at < block.size()) {
            int next = at + 1;
            while (next < block.size() && !block.get(next).startsWith("$ ")) {
                next++;
            }
            if (block.get(at).startsWith("$ ")) {
                found.add(new Snippet(file, first + at, block.get(at).substring(2), block.subList(at + 1, next)));
            }
            at = next;
        }
    }

    private void plain(List<String> block, int first) {
        int at = 0;
        while (at < block.size()) {
            StringBuilder command = new StringBuilder(block.get(at));
            int next = at + 1;
            while (next < block.size() && isOpen(command.toString())) {
                command.append('\n').append(block.get(next));
                next++;
            }
            if (!command.toString().isBlank()) {
                found.add(new Snippet(file, first + at, command.toString(), List.of()));
            }
            at = next;
        }
    }

    /** Whether the shell would wait for more. */
    private static boolean isOpen(String command) {
        boolean loop = command.startsWith("for ") && !command.contains("done");
        return command.endsWith("\\")
                || loop
                || command.chars().filter(each -> each == '\'').count() % 2 == 1;
    }
}

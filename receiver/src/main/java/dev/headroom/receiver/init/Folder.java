package dev.headroom.receiver.init;

import dev.headroom.clients.http.HttpCalls;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the files go: what is there already stays as it is. */
public record Folder(Path root) {

    /** How a file that is there compares with the one that would be written. */
    public enum State {
        MISSING,
        SAME,
        OTHER
    }

    /**
     * How a file compares with what would be written.
     *
     * @throws InitException where it is there and cannot be read
     */
    public State state(String file, String text) {
        Path path = root.resolve(file);
        if (!Files.exists(path)) {
            return State.MISSING;
        }
        return read(path).equals(text) ? State.SAME : State.OTHER;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new InitException(path + " cannot be read: " + e.getMessage() + "; move it, or name another folder");
        }
    }

    /**
     * Writes those that are missing.
     *
     * @return their names
     * @throws InitException where one cannot be written
     */
    public List<String> write(Map<String, String> files) {
        List<String> written = new ArrayList<>();
        files.forEach((file, text) -> {
            if (state(file, text) == State.MISSING) {
                create(root.resolve(file), text);
                written.add(file);
            }
        });
        return written;
    }

    /** Under its name there is all of it, or nothing, whenever this ends; what is half written no pattern of rules takes. */
    private static void create(Path path, String text) {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(part, text);
            Files.move(part, path);
        } catch (IOException e) {
            part.toFile().delete();
            throw new InitException(
                    path + " cannot be written: " + why(e) + "; make its folder writable, or name another one");
        }
    }

    private static String why(IOException e) {
        if (e instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is a file";
        }
        if (e instanceof AccessDeniedException denied) {
            return "you may not write " + denied.getFile();
        }
        return e instanceof NoSuchFileException missing ? missing.getFile() + " cannot be made" : HttpCalls.reason(e);
    }

    /** What would be written, or would stand in place of what is there: lines that come with +, lines that go with -. */
    public String difference(Map<String, String> files) {
        StringBuilder all = new StringBuilder();
        files.forEach((file, text) -> {
            State state = state(file, text);
            if (state != State.SAME) {
                List<String> before = state == State.MISSING
                        ? List.of()
                        : read(root.resolve(file)).lines().toList();
                all.append(state == State.MISSING ? "new: " : "kept, though it would be otherwise: ")
                        .append(file)
                        .append('\n')
                        .append(LineDifference.of(before, text.lines().toList()));
            }
        });
        return all.toString();
    }
}

package dev.headroom.receiver.target.compose;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Answer;
import dev.headroom.receiver.target.docker.Daemon;
import dev.headroom.receiver.target.docker.Daemon.Call;
import dev.headroom.receiver.target.docker.Daemon.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls on the files of containers. */
record Files(Daemon daemon) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** The bits of Go's file mode that mean something else than a plain file. */
    private static final long NO_FILE = 0x8F28_0000L;

    /**
     * What Docker tells of one.
     *
     * @param refused whether it may not be asked for; nothing else is known then
     * @param size in bytes
     */
    record About(boolean refused, boolean isFile, long size, Instant modified) {
        static final About REFUSED = new About(true, false, 0, Instant.EPOCH);
        static final About GONE = new About(false, false, 0, Instant.EPOCH);
    }

    /** What a container has changed of its image or added to it; none where that may not be asked for, or it is gone. */
    List<String> changed(Container container) throws TargetException {
        Answer answer = daemon.send(new Call("GET", "/containers/" + container.id() + "/changes", null, LIMIT));
        List<String> paths = new ArrayList<>();
        if (!answer.refused() && answer.status() != 404) {
            for (JsonNode change : answer.must("tell what changed in " + container.name())) {
                if (change.path("Kind").asInt() < 2) { // 2 is one that was deleted
                    paths.add(change.path("Path").asText());
                }
            }
        }
        return paths;
    }

    About about(Container container, String path) throws TargetException {
        File head = send("HEAD", container, path, null);
        if (head.status() == 401 || head.status() == 403) {
            return About.REFUSED;
        }
        try {
            JsonNode told = JSON.readTree(Base64.getDecoder().decode(head.about()));
            return head.status() >= 300
                    ? About.GONE
                    : new About(
                            false,
                            (told.path("mode").asLong() & NO_FILE) == 0,
                            told.path("size").asLong(),
                            OffsetDateTime.parse(told.path("mtime").asText()).toInstant());
        } catch (IOException e) {
            throw new TargetException("Docker tells of %s what cannot be read: %s".formatted(path, head.about()), e);
        }
    }

    /** A tar archive with this file. */
    byte[] read(Container container, String path) throws TargetException {
        File file = send("GET", container, path, null);
        if (file.status() >= 300) {
            file.answer().must("read %s of %s".formatted(path, container.name()));
        }
        return file.bytes();
    }

    /** @param tar is unpacked at the root */
    void write(Container container, byte[] tar) throws TargetException {
        send("PUT", container, "/", tar).answer().must("copy files into " + container.name());
    }

    private File send(String method, Container container, String path, byte @Nullable [] tar) throws TargetException {
        String archive = "/containers/%s/archive?path=%s".formatted(container.id(), URLEncoder.encode(path, UTF_8));
        return daemon.sendFile(new Call(method, archive, null, LIMIT), tar);
    }
}

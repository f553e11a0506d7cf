package dev.headroom.receiver.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/** The oracle's memory: a line of JSON for each effect, on disk before the effect is answered. */
public final class EffectLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel file;

    public EffectLog(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    synchronized void append(Effect effect) {
        ByteBuffer line = ByteBuffer.wrap((json(effect) + "\n").getBytes(UTF_8));
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All effects, in order; a line that is just being written is left out. */
    public static List<Effect> read(Path path) {
        try {
            String text = Files.exists(path) ? Files.readString(path) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(EffectLog::effect)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode json(Effect effect) {
        return JSON.createObjectNode()
                .put("at", effect.at().toString())
                .put("kind", effect.kind())
                .put("service", effect.service())
                .put("name", effect.name())
                .put("id", effect.id())
                .put("number", effect.number())
                .put("replicas", effect.replicas());
    }

    private static Effect effect(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return new Effect(
                    Instant.parse(json.path("at").asText()),
                    json.path("kind").asText(),
                    json.path("service").asText(),
                    json.path("name").asText(),
                    json.path("id").asText(),
                    json.path("number").asInt(),
                    json.path("replicas").asInt());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

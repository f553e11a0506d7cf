package dev.headroom.ttltuner.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.settings.Purpose;
import dev.headroom.ttltuner.app.TtlTunerApp;
import dev.headroom.ttltuner.config.TunerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tuner in this process, with a real configuration file and its HTTP port. */
final class Running implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TtlTunerApp app;

    Running(Path folder, String config) {
        try {
            Path file = Files.createTempFile(folder, "ttl-tuner", ".yml");
            Files.writeString(file, config + "\nlisten: 127.0.0.1:0\n");
            app = TtlTunerApp.start(TunerFile.read(file, Purpose.LOOK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode status() {
        try {
            return new JsonMapper().readTree(get("/status").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first mode's. */
    JsonNode mode() {
        return status().path("modes").path(0);
    }

    String reason() {
        return mode().path("reason").asText();
    }

    void says(String reason) {
        Wait.until("the status says " + reason, () -> reason().equals(reason));
    }

    @Override
    public void close() throws InterruptedException {
        app.close();
    }
}

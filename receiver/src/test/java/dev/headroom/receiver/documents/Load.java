package dev.headroom.receiver.documents;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** People who all ask at once, each over a new connection. */
public final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<CompletableFuture<HttpResponse<Void>>> answers;

    private Load(List<CompletableFuture<HttpResponse<Void>>> answers) {
        this.answers = answers;
    }

    /** Begins to ask so many times. */
    public static Load on(String url, int times) {
        return on(url, times, PATIENCE);
    }

    /** The same of people who give up after a while. */
    public static Load on(String url, int times, Duration patience) {
        // No GET: the client would ask a second time where a connection is lost.
        return of(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(patience)
                        .POST(BodyPublishers.noBody())
                        .build(),
                times);
    }

    /** The same of people who ask something else. */
    public static Load of(HttpRequest request, int times) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new Load(Stream.generate(() -> client.sendAsync(request, BodyHandlers.discarding()))
                .limit(times)
                .toList());
    }

    /** How many are answered with this status, once all are answered or their connection was lost. */
    public long answered(int status) {
        return answers.stream()
                .map(answer -> answer.<Integer>handle((good, bad) -> good == null ? 0 : good.statusCode()))
                .map(CompletableFuture::join)
                .filter(code -> code == status)
                .count();
    }
}

package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server that has too much to do once more, after as long as it asks for. The client's own retries come without
 * waiting for that.
 *
 * @param most a longer wait is not worth it: whoever asked will come again
 */
record RetryAfter(Duration most) implements Interceptor {
    private static final int TOO_MANY = 429;

    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        return wait(response)
                .map(seconds -> CompletableFuture.supplyAsync(
                        () -> true, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private Optional<Long> wait(HttpResponse<?> response) {
        return response.code() == TOO_MANY
                ? Optional.ofNullable(response.header("Retry-After"))
                        .filter(text -> text.matches("[0-9]{1,6}"))
                        .map(Long::valueOf)
                        .filter(seconds -> seconds <= most.toSeconds())
                : Optional.empty();
    }
}

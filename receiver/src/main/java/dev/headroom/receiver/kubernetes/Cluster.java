package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The API of one cluster. Every call ends within its limit, whatever the server does. Nothing is tried again here but
 * after a 429 with Retry-After: whoever asks comes again by itself.
 */
public final class Cluster implements AutoCloseable {
    /** Who Headroom is to the server, and in managedFields. */
    public static final String AGENT = "headroom";

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

    /** So many calls in a row that nobody answers: all connections may be dead. */
    private static final int UNANSWERED = 2;

    private final Config config;
    private final Duration limit;
    private final WatchLives lives;
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile KubernetesClient client;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kubernetes");
        thread.setDaemon(true);
        return thread;
    });

    /** The cluster that this process runs in, or else the one of KUBECONFIG or {@code ~/.kube/config}. */
    public static Cluster here() {
        return new Cluster(Config.autoConfigure(null), LIMIT);
    }

    /** @param limit of each call */
    public Cluster(Config config, Duration limit) {
        this(config, limit, WatchLives.USUAL);
    }

    /**
     * @param limit of each call
     * @param longest how old a watch grows at most: then it ends, and is begun again where it was
     */
    public Cluster(Config config, Duration limit, Duration longest) {
        this.limit = limit;
        this.lives = new WatchLives(longest);
        this.config = new ConfigBuilder(config)
                .withUserAgent(AGENT)
                .withConnectionTimeout((int) ANSWER.toMillis())
                .withRequestTimeout((int) ANSWER.toMillis())
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true) // with it, a refused token ends the connection before Java has read why
                .build();
        this.client = connected();
    }

    private KubernetesClient connected() {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(ApiJson.READING)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("retry-after", new RetryAfter(LONGEST_WAIT))
                                .addOrReplaceInterceptor("watches", lives))
                .build();
    }

    WatchLives lives() {
        return lives;
    }

    /** For watches and elections, which last. Another one from the moment on that this one's connections are dead. */
    public KubernetesClient client() {
        return client;
    }

    /** The namespace, or where it is empty the one that this process runs in, or the one of its configuration. */
    public String or(String namespace) {
        String own = Objects.requireNonNullElse(client.getNamespace(), "default");
        return namespace.isEmpty() ? own : namespace;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param action what is asked for, as "scale Deployment inference/app"
     */
    public <T> T ask(String action, Function<KubernetesClient, T> call) throws ClusterException {
        KubernetesClient present = client;
        Future<T> answer = workers.submit(() -> call.apply(present));
        try {
            T answered = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            noteAnswer(present);
            return answered;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            noteSilence(present, Refusal.isSilence(cause));
            throw refused(action, cause);
        } catch (TimeoutException e) {
            noteSilence(present, true);
            throw new ClusterException(
                    "the Kubernetes API at %s could not %s within %d s: it is slow, or asked to wait"
                            .formatted(client.getMasterUrl(), action, limit.toSeconds()),
                    0,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted: " + action, 0, e);
        } finally {
            answer.cancel(true);
        }
    }

    /** Who answers after a silence may do so on another connection: those of the watches may be as dead as that one was. */
    private void noteAnswer(KubernetesClient present) {
        if (unanswered.getAndSet(0) > 0) {
            renew(present);
        }
    }

    /** Connections that stopped answering would be used again and again. */
    private void noteSilence(KubernetesClient present, boolean silent) {
        if (!silent) {
            noteAnswer(present);
        } else if (unanswered.incrementAndGet() >= UNANSWERED) {
            renew(present);
        }
    }

    private synchronized void renew(KubernetesClient dead) {
        if (client == dead) {
            unanswered.set(0);
            client = connected();
            workers.execute(dead::close);
        }
    }

    private ClusterException refused(String action, Throwable cause) {
        Refusal refusal = Refusal.of(cause);
        String text = refusal.answered()
                ? "Kubernetes could not %s: %s".formatted(action, refusal.inWords())
                : "the Kubernetes API at %s cannot be reached to %s: %s"
                        .formatted(client.getMasterUrl(), action, refusal.inWords());
        return new ClusterException(text, refusal.status(), cause);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        client.close();
    }
}

package dev.headroom.receiver.target.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JSON calls to a Docker daemon, each bounded in time. Raw JSON, because a container that is cloned, or a service that is
 * updated, through typed models loses whatever the models do not know. The bound is kept here, since the transport has none on Unix sockets:
 * the interrupt closes the channel.
 */
public final class Daemon implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String ABOUT = "X-Docker-Container-Path-Stat";

    /**
     * What is asked of the daemon.
     *
     * @param limit until the whole answer must be there
     */
    public record Call(String method, String path, @Nullable JsonNode body, Duration limit) {
        boolean reads() {
            return method.equals("GET") || method.equals("HEAD");
        }
    }

    /**
     * What the daemon said where it is no JSON.
     *
     * @param about what a header tells of the content; empty where there is none
     */
    public record File(int status, ByteBuffer content, String about) {
        public byte[] bytes() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }

        /** How it went: what comes with a refusal is JSON. */
        public Answer answer() {
            try {
                return new Answer(status, JSON.readTree(bytes()));
            } catch (IOException e) {
                return new Answer(status, MissingNode.getInstance());
            }
        }
    }

    private final String host;
    private final DockerHttpClient client;
    private final ExecutorService workers;
    private final Fence fence;

    /**
     * @param host where the daemon listens; null for what DOCKER_HOST or the Docker context says, else the default socket
     * @param fence of every call that does more than read
     * @throws IllegalArgumentException when the address is of a kind that cannot be called
     */
    public Daemon(@Nullable URI host, ExecutorService workers, Fence fence) {
        this(() -> Address.of(Optional.ofNullable(host)), workers, fence);
    }

    Daemon(Address address, ExecutorService workers, Fence fence) {
        this(() -> address, workers, fence);
    }

    private Daemon(Supplier<Address> found, ExecutorService workers, Fence fence) {
        try {
            Address address = found.get();
            this.host = bare(address.uri().toString());
            this.client = client(address);
        } catch (RuntimeException e) { // it tells the whole address, so it is not passed on
            throw new IllegalArgumentException(bare(String.valueOf(e.getMessage())));
        }
        this.workers = workers;
        this.fence = fence;
    }

    private static DockerHttpClient client(Address address) {
        ZerodepDockerHttpClient.Builder builder =
                new ZerodepDockerHttpClient.Builder().dockerHost(address.uri()).connectionTimeout(CONNECT);
        address.secured().ifPresent(builder::sslConfig);
        return builder.build();
    }

    /** Without what stands before the host, for messages. */
    private static String bare(String text) {
        return text.replaceFirst("://.*@", "://***@");
    }

    /** Threads for calls; they end with the process. */
    public static ExecutorService workers() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "docker");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Asks, and waits for the whole answer; one that refuses is returned too.
     *
     * @throws TargetException when no answer came, or nothing may be changed any more
     */
    public Answer send(Call call) throws TargetException {
        return within(call, () -> exchange(call));
    }

    /**
     * The same where files come or go.
     *
     * @param tar what is sent; null where nothing is
     */
    public File sendFile(Call call, byte @Nullable [] tar) throws TargetException {
        return within(call, () -> exchangeFile(call, tar));
    }

    private <T> T within(Call call, Callable<T> exchange) throws TargetException {
        if (!call.reads()) {
            fence.mustHold(call.method() + " " + call.path());
        }
        Future<T> answer = workers.submit(exchange);
        try {
            return answer.get(call.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TargetException(
                    "the Docker daemon at %s did not answer %s %s within %d s: see whether it hangs; a restart of it ends every container, unless its live-restore is on"
                            .formatted(
                                    host,
                                    call.method(),
                                    call.path(),
                                    call.limit().toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted during %s %s".formatted(call.method(), call.path()), e);
        } finally {
            answer.cancel(true);
        }
    }

    private TargetException unreachable(Throwable cause) {
        return new TargetException(
                "the Docker daemon at %s cannot be reached (%s): start it, or set DOCKER_HOST to the right address; the user must be allowed to use it"
                        .formatted(host, rootMessage(cause)),
                cause);
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private Answer exchange(Call call) throws IOException {
        try (Response response = client.execute(request(call))) {
            int status = response.getStatusCode();
            return new Answer(status, json(status, response.getBody()));
        }
    }

    /** What a proxy refuses with is mostly HTML. */
    private static JsonNode json(int status, InputStream body) throws IOException {
        try {
            JsonNode told = JSON.readTree(body);
            return told == null ? MissingNode.getInstance() : told;
        } catch (JsonProcessingException e) {
            if (status < 300) {
                throw e;
            }
            return MissingNode.getInstance();
        }
    }

    private File exchangeFile(Call call, byte @Nullable [] tar) throws IOException {
        Request.Builder request = Request.builder();
        request.method(call.method()).path(call.path());
        if (tar != null) {
            request.putHeader("Content-Type", "application/x-tar").bodyBytes(tar);
        }
        try (Response response = client.execute(request.build())) {
            InputStream body = response.getBody();
            byte[] content = body == null ? new byte[0] : body.readAllBytes();
            String about = response.getHeader(ABOUT);
            return new File(response.getStatusCode(), ByteBuffer.wrap(content), about == null ? "" : about);
        }
    }

    private static Request request(Call call) throws IOException {
        Request.Builder request = Request.builder();
        request.method(call.method()).path(call.path()).putHeader("Accept", "application/json");
        if (call.body() != null) {
            request.putHeader("Content-Type", "application/json").bodyBytes(JSON.writeValueAsBytes(call.body()));
        }
        return request.build();
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // the sockets are gone either way
        }
    }
}

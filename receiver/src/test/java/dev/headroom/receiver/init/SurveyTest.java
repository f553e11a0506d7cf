package dev.headroom.receiver.init;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Prometheus that is large, slow, closed or broken is told so, in bounded time. */
@Timeout(60)
class SurveyTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String REMEDY = "--prometheus URL";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param body by the question, its query with it */
    private void answers(int status, Function<String, String> body) {
        server.createContext("/", exchange -> answer(exchange, status, body));
    }

    private static void answer(HttpExchange exchange, int status, Function<String, String> body) throws IOException {
        byte[] text = body.apply(exchange.getRequestURI().toString()).getBytes(UTF_8);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private Facts facts() {
        return new Survey(Endpoint.open(url()), Found.SHIPPED, LIMIT).facts(null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {} | /api/v1/alertmanagers was answered 401",
                "503 | starting | /api/v1/alertmanagers was answered 503",
                "200 | <html>sign in</html> | did not answer with JSON",
                "200 | '{\"status\":\"success\",\"data\":{\"yaml\":\"a' | did not answer with JSON",
                "200 | {} | did not answer as Prometheus does",
                "200 | [] | did not answer as Prometheus does",
                "200 | '' | did not answer as Prometheus does",
            })
    void whatIsNoAnswerIsToldWithWhatToDo(int status, String body, String told) {
        answers(status, asked -> body == null ? "" : body);

        assertThatThrownBy(this::facts)
                .isInstanceOf(InitException.class)
                .hasMessageStartingWith("Prometheus cannot be asked: ")
                .hasMessageContaining(told)
                .hasMessageContaining(REMEDY);
    }

    /** It begins to answer, a byte a time. */
    @Test
    void whoAnswersTooSlowlyIsGivenUp() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                Waiting.sleep(Duration.ofMillis(100));
            }
        });

        assertThatThrownBy(this::facts)
                .isInstanceOf(InitException.class)
                .hasMessageContaining("got no answer within 2 s")
                .hasMessageContaining(REMEDY);
    }

    /** The router of a vLLM stack tells the queues of its engines again, by a label that the adapter leaves out. */
    @Test
    void whatAnAdapterLeavesOutIsNoService() {
        answers(200, asked -> {
            String query = URLDecoder.decode(asked, UTF_8);
            boolean names = query.contains("{__name__=~") && query.contains("vllm:num_requests_waiting");
            String both =
                    "{\"metric\":{\"job\":\"%s\",\"__name__\":\"vllm:num_requests_waiting\"},\"value\":[0,\"1\"]}";
            return !names
                    ? result("")
                    : result(both.formatted("vllm")
                            + (query.contains("server=\"\"") ? "" : "," + both.formatted("router")));
        });

        assertThat(facts().jobs()).extracting(Facts.Job::name).containsExactly("vllm");
    }

    @Test
    void aJobThatDoesNotAnswerIsTold() {
        answers(
                200,
                asked -> URLDecoder.decode(asked, UTF_8).contains("max by (job) (up) == 0")
                        ? result("{\"metric\":{\"job\":\"chat\"},\"value\":[0,\"0\"]}")
                        : result(""));

        assertThat(facts().unasked())
                .contains("job chat: none of its targets answers Prometheus; call headroom init again when they do");
    }

    @Test
    void ofTenThousandTargetsEachIsCounted() {
        answers(200, SurveyTest::large);

        Facts facts = facts();
        Choices elsewhere =
                new Choices(Map.of(), Map.of(), Map.of(), Set.of(), false, Choices.LISTEN, "none-of-this-host", null);
        Plan plan = Found.plan(facts, elsewhere);

        assertThat(facts.jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.replicas("")).isEqualTo(10_000));
        assertThat(plan.files().get("alert-rules/scaling-policy.yml")).contains("max_replicas: 10000");
    }

    /** As a Prometheus whose configuration names each target. */
    private static String large(String asked) {
        if (asked.startsWith("/api/v1/status/config")) {
            String targets = IntStream.range(0, 10_000)
                    .mapToObj(i -> "vllm-%d.example.com:8000".formatted(i))
                    .collect(Collectors.joining(", "));
            return "{\"status\":\"success\",\"data\":{\"yaml\":\"scrape_configs: [{job_name: vllm, static_configs: [{targets: [%s]}]}]\"}}"
                    .formatted(targets);
        }
        if (asked.contains("(up)")) {
            return result("{\"metric\":{\"job\":\"vllm\"},\"value\":[0,\"10000\"]}");
        }
        return asked.startsWith("/api/v1/query")
                ? result(Found.series("vllm").stream()
                        .map(name -> "{\"metric\":{\"job\":\"vllm\",\"__name__\":\"%s\"},\"value\":[0,\"10000\"]}"
                                .formatted(name))
                        .collect(Collectors.joining(",")))
                : "{\"status\":\"success\",\"data\":{}}";
    }

    private static String result(String samples) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[%s]}}".formatted(samples);
    }
}

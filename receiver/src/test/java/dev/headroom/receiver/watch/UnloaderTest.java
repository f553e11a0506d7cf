package dev.headroom.receiver.watch;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThanOrExactly;
import static com.github.tomakehurst.wiremock.client.WireMock.notMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static dev.headroom.receiver.gpu.Rack.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.UnloadEvent;
import dev.headroom.receiver.gpu.UnloadEvent.Kind;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.engine.Engine;
import dev.headroom.receiver.gpu.engine.EngineServer;
import dev.headroom.receiver.gpu.http.PlainServer;
import dev.headroom.receiver.gpu.llama.LlamaServer;
import dev.headroom.receiver.gpu.ollama.OllamaServer;
import dev.headroom.receiver.gpu.triton.TritonServer;
import dev.headroom.receiver.policy.GpuNeeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unloading, asked of servers that answer as Triton, Ollama and vLLM do. */
class UnloaderTest {

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private static final Map<String, Engine> ENGINES =
            Map.of("vllm", Engine.VLLM, "sglang", Engine.SGLANG, "lmdeploy", Engine.LMDEPLOY, "trtllm", Engine.TRTLLM);

    private final List<UnloadEvent> told = new ArrayList<>();
    private final EventLog events = new EventLog(told::add);
    private Instant now = NOW;

    private Unloader unloader(ModelServer... servers) {
        return new Unloader(List.of(servers), events, new Footprints(NOTHING, List.of()));
    }

    static final Footprints.Memory NOTHING = new Footprints.Memory() {
        @Override
        public Optional<String> load(String service) {
            return Optional.empty();
        }

        @Override
        public void save(String service, String footprint) {}
    };

    private static ModelServer.Terms terms(String kind, String... pinned) {
        return new ModelServer.Terms(kind, SERVER.baseUrl(), List.of(), Set.of(pinned), false, Duration.ofSeconds(5));
    }

    private static GpuSnapshot free(double percent) {
        return Rack.of(100).free(0, percent).snapshot();
    }

    private void look(Unloader unloader, double percent) {
        unloader.look(free(percent), RoomWish.NONE, now);
        now = now.plusSeconds(5);
    }

    private List<Kind> kinds() {
        return told.stream().map(UnloadEvent::kind).toList();
    }

    /** Triton's index has models that are not loaded, and statistics by version. */
    private static void triton() {
        SERVER.stubFor(post("/v2/repository/index").willReturn(okJson("""
                        [{"name": "mistral", "version": "1", "state": "READY"},
                         {"name": "qwen", "version": "1", "state": "READY"},
                         {"name": "qwen", "version": "2", "state": "READY"},
                         {"name": "llama3", "version": "1", "state": "READY"},
                         {"name": "gone", "version": "1", "state": "UNAVAILABLE", "reason": "unloaded"}]""")));
        stats("mistral", 1_780_000_000_000L, 90);
        stats("qwen", 1_700_000_000_000L, 9000);
        stats("llama3", 1_600_000_000_000L, 1);
        SERVER.stubFor(post(urlMatching("/v2/repository/models/.*/unload"))
                .willReturn(aResponse().withStatus(200)));
    }

    private static void stats(String model, long lastInference, int count) {
        SERVER.stubFor(
                get("/v2/models/" + model + "/stats").willReturn(okJson("""
                        {"model_stats": [{"name": "%s", "version": "1", "last_inference": %d, "inference_count": %d,
                          "execution_count": %3$d, "inference_stats": {"success": {"count": %3$d, "ns": 77}},
                          "batch_stats": [], "memory_usage": [{"type": "GPU", "id": 0, "byte_size": 4000000000}]}]}""".formatted(model, lastInference, count))));
    }

    private static void unloaded(int times, String model) {
        SERVER.verify(times, postRequestedFor(urlEqualTo("/v2/repository/models/" + model + "/unload")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"triton", "ollama", "vllm", "sglang", "lmdeploy", "trtllm", "llamacpp", "http"})
    void everyKindOfServerIsAskedInTheNameThatIsGiven(String kind) throws ModelServerException {
        triton();
        SERVER.stubFor(get("/api/ps").willReturn(okJson("{}")));
        SERVER.stubFor(post("/api/generate").willReturn(okJson("{}")));
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson("{}")));
        SERVER.stubFor(get("/v1/models").willReturn(okJson("{}")));
        SERVER.stubFor(get("/metrics").willReturn(ok("")));
        SERVER.stubFor(get("/prometheus/metrics").willReturn(ok("")));
        SERVER.stubFor(
                post(urlMatching("/sleep.*|/release_memory.*|/models/unload")).willReturn(ok()));
        SERVER.stubFor(get("/models").willReturn(okJson("[]")));
        SERVER.stubFor(post("/models/m/unload").willReturn(ok()));
        Access access = Access.OPEN.bearing("t0ken");
        ModelServer server = switch (kind) {
            case "triton" -> new TritonServer(terms(kind), access);
            case "ollama" -> new OllamaServer(terms(kind), OllamaServer.KEEP_ALIVE, access);
            case "llamacpp" -> new LlamaServer(terms(kind), access);
            case "vllm", "sglang", "lmdeploy", "trtllm" -> new EngineServer(ENGINES.get(kind), terms(kind), access);
            default -> new PlainServer(terms(kind), new PlainServer.Paths("/models", "/models/{model}/unload"), access);
        };
        server.models(NOW);
        server.unload("m");
        SERVER.verify(moreThanOrExactly(2), anyRequestedFor(anyUrl()));
        SERVER.verify(0, anyRequestedFor(anyUrl()).withHeader("Authorization", notMatching("Bearer t0ken")));
        SERVER.verify(0, anyRequestedFor(anyUrl()).withHeader("Authorization", absent()));
    }

    @Test
    void belowTwentyFivePercentItWarnsOnceAndUnloadsNothing() {
        triton();
        Unloader unloader = unloader(new TritonServer(terms("triton"), Access.OPEN));
        look(unloader, 25);
        look(unloader, 24);
        look(unloader, 23);
        assertThat(kinds()).containsExactly(Kind.WARNING);
        assertThat(told.get(0).text()).isEqualTo("GPU 0: 24 % is free, less than 25 %");
        SERVER.verify(0, postRequestedFor(urlMatching("/v2/repository/models/.*")));
        look(unloader, 30);
        look(unloader, 24);
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.WARNING);
    }

    @Test
    void belowTwentyPercentTheLeastRecentlyUsedUnpinnedModelGoesAndWhatCameFreeIsMeasured() {
        triton();
        Unloader unloader = unloader(new TritonServer(terms("triton", "llama3"), Access.OPEN));
        look(unloader, 19);
        unloaded(1, "qwen");
        unloaded(0, "llama3");
        look(unloader, 35);
        look(unloader, 35);
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.UNLOADED, Kind.FREED);
        assertThat(told.get(2).text())
                .isEqualTo("GPU 0: 16 GiB came free when qwen of triton at " + SERVER.baseUrl()
                        + " was unloaded; 35 % is free");
        unloaded(0, "mistral");
    }

    @Test
    void oneModelAStep() {
        triton();
        Unloader unloader = unloader(new TritonServer(terms("triton", "llama3"), Access.OPEN));
        look(unloader, 10);
        look(unloader, 15);
        look(unloader, 15);
        unloaded(1, "qwen");
        look(unloader, 15);
        SERVER.verify(2, postRequestedFor(urlMatching("/v2/repository/models/.*/unload")));
    }

    @Test
    void noSecondModelGoesWhenNothingCameFree() {
        triton();
        Unloader unloader = unloader(new TritonServer(terms("triton"), Access.OPEN));
        for (int i = 0; i < 100; i++) {
            look(unloader, 19);
        }
        unloaded(1, "llama3");
        SERVER.verify(1, postRequestedFor(urlMatching("/v2/repository/models/.*/unload")));
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.UNLOADED, Kind.NOTHING_FREED);
        assertThat(told.get(2).text()).contains("nothing came free within 30 s", "no more is unloaded until");
    }

    @Test
    void ollamaLetsGoByAKeepAliveOfZeroAndWhatIsKeptForGoodStays() {
        SERVER.stubFor(get("/api/ps").willReturn(okJson("""
                        {"models": [
                          {"name": "llama3:8b", "model": "llama3:8b", "size": 6654289920, "digest": "365c0bd3c000",
                           "details": {"format": "gguf", "family": "llama", "parameter_size": "8.0B", "quantization_level": "Q4_0"},
                           "expires_at": "2318-01-01T00:00:00Z", "size_vram": 6654289920},
                          {"name": "mistral:7b", "model": "mistral:7b", "size": 5137025024, "digest": "2ae6f6dd7a3d",
                           "details": {"format": "gguf", "family": "llama"},
                           "expires_at": "2026-11-24T14:38:31.83753-07:00", "size_vram": 5137025024},
                          {"name": "on-the-cpu:1b", "size": 1000, "expires_at": "2026-11-24T12:00:00Z", "size_vram": 0},
                          {"name": "qwen:32b", "size": 1, "expires_at": "2026-11-24T14:02:00.5+02:00", "size_vram": 16000000000}]}""")));
        SERVER.stubFor(post("/api/generate")
                .willReturn(okJson("{\"model\": \"qwen:32b\", \"done\": true, \"done_reason\": \"unload\"}")));
        look(unloader(new OllamaServer(terms("ollama"), OllamaServer.KEEP_ALIVE, Access.OPEN)), 19);
        SERVER.verify(postRequestedFor(urlEqualTo("/api/generate"))
                .withRequestBody(equalToJson("{\"model\": \"qwen:32b\", \"keep_alive\": 0, \"stream\": false}")));
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.UNLOADED);
    }

    @Test
    void vllmIsPutToSleepOnceAndWhatSleepsIsNotLoaded() {
        SERVER.stubFor(get("/v1/models")
                .willReturn(okJson(
                        "{\"object\": \"list\", \"data\": [{\"id\": \"Qwen/Qwen2.5-32B\", \"object\": \"model\"}]}")));
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson("{\"is_sleeping\": false}")));
        SERVER.stubFor(get("/metrics").willReturn(aResponse().withBody("""
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="Qwen/Qwen2.5-32B"} 0.0
                vllm:num_requests_waiting{engine="0",model_name="Qwen/Qwen2.5-32B"} 0.0
                vllm:request_success_total{engine="0",finished_reason="stop",model_name="Qwen/Qwen2.5-32B"} 12.0
                vllm:request_success_total{engine="0",finished_reason="length",model_name="Qwen/Qwen2.5-32B"} 3.0
                """)));
        SERVER.stubFor(post("/sleep?level=1&mode=wait").willReturn(aResponse().withStatus(200)));
        Unloader unloader = unloader(new EngineServer(Engine.VLLM, terms("vllm"), Access.OPEN));
        look(unloader, 19);
        SERVER.verify(1, postRequestedFor(urlEqualTo("/sleep?level=1&mode=wait")));
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson("{\"is_sleeping\": true}")));
        look(unloader, 60);
        look(unloader, 60);
        look(unloader, 19);
        SERVER.verify(1, postRequestedFor(urlEqualTo("/sleep?level=1&mode=wait")));
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.UNLOADED, Kind.FREED, Kind.WARNING, Kind.NO_CANDIDATE);
    }

    @Test
    void vllmTellsItsLastUseByItsCounter() throws Exception {
        SERVER.stubFor(get("/v1/models").willReturn(okJson("{\"data\": [{\"id\": \"m\"}]}")));
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson("{\"is_sleeping\": false}")));
        EngineServer server = new EngineServer(Engine.VLLM, terms("vllm"), Access.OPEN);
        requests(0);
        assertThat(server.models(NOW).get(0).use().last()).isNull();
        requests(4);
        assertThat(server.models(NOW.plusSeconds(5)).get(0).use().last()).isEqualTo(NOW.plusSeconds(5));
        assertThat(server.models(NOW.plusSeconds(9)).get(0).use().last()).isEqualTo(NOW.plusSeconds(5));
        assertThat(server.models(NOW.plusSeconds(9)).get(0).use().count()).isEqualTo(4);
    }

    private static void requests(int count) {
        SERVER.stubFor(get("/metrics")
                .willReturn(aResponse().withBody("vllm:request_success_total{a=\"b\"} " + count + ".0\n")));
    }

    @Test
    void aPlainServerIsAskedByItsConfiguredPaths() {
        SERVER.stubFor(get("/admin/loaded").willReturn(okJson("""
                        [{"name": "a b", "last_used": "2026-11-24T10:00:00Z", "uses": 5, "bytes": 100},
                         {"name": "c", "last_used": "2026-11-24T11:00:00Z"}]""")));
        SERVER.stubFor(post("/admin/a%20b/unload").willReturn(aResponse().withStatus(202)));
        look(
                unloader(new PlainServer(
                        terms("http"), new PlainServer.Paths("/admin/loaded", "/admin/{model}/unload"), Access.OPEN)),
                19);
        SERVER.verify(1, postRequestedFor(urlEqualTo("/admin/a%20b/unload")));
    }

    @Test
    void aServerThatIsDownIsToldOnceAndTheOthersAreAsked() {
        triton();
        ModelServer down = new OllamaServer(
                new ModelServer.Terms(
                        "ollama", "http://127.0.0.1:9", List.of(), Set.of(), false, Duration.ofMillis(700)),
                OllamaServer.KEEP_ALIVE,
                Access.OPEN);
        Unloader unloader = unloader(down, new TritonServer(terms("triton"), Access.OPEN));
        look(unloader, 19);
        look(unloader, 19);
        assertThat(kinds()).containsExactly(Kind.FAILED, Kind.WARNING, Kind.UNLOADED);
        assertThat(told.get(0).text()).startsWith("ollama at http://127.0.0.1:9 does not tell its models: GET http");
        unloaded(1, "llama3");
    }

    @Test
    void aServerThatIsSlowIsGivenUpInItsTime() {
        SERVER.stubFor(get("/api/ps").willReturn(okJson("{\"models\": []}").withFixedDelay(10_000)));
        ModelServer slow = new OllamaServer(
                new ModelServer.Terms("ollama", SERVER.baseUrl(), List.of(), Set.of(), false, Duration.ofMillis(700)),
                OllamaServer.KEEP_ALIVE,
                Access.OPEN);
        long start = System.nanoTime();
        look(unloader(slow), 19);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        assertThat(kinds()).containsExactly(Kind.FAILED, Kind.WARNING, Kind.NO_CANDIDATE);
        assertThat(told.get(0).text()).contains("got no answer within");
    }

    @Test
    void anUnloadThatIsRefusedIsToldOnceAndTriedAgain() {
        triton();
        SERVER.stubFor(post(urlMatching("/v2/repository/models/.*/unload"))
                .willReturn(aResponse().withStatus(400)));
        Unloader unloader = unloader(new TritonServer(terms("triton"), Access.OPEN));
        look(unloader, 19);
        look(unloader, 19);
        unloaded(2, "llama3");
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.FAILED);
        assertThat(told.get(1).text()).contains("could not be unloaded: POST", "was answered 400");
    }

    @Test
    void anUrgentUpThatLacksRoomLetsAModelGoAlthoughEnoughIsFree() {
        triton();
        Unloader unloader = unloader(new TritonServer(terms("triton"), Access.OPEN));
        GpuNeeds needs = new GpuNeeds(true, Rack.bytes(30), List.of());
        unloader.look(free(42), new RoomWish(needs, 3, Rack.bytes(30)), now);
        unloaded(1, "llama3");
        assertThat(kinds()).containsExactly(Kind.UNLOADED);
        unloader.look(free(42), new RoomWish(needs, 3, Rack.bytes(30)), now.plusSeconds(5));
        SERVER.verify(1, postRequestedFor(urlMatching("/v2/repository/models/.*/unload")));
    }

    @Test
    void noModelGoesForAnUpThatItCannotHelp() {
        triton();
        Unloader unloader = unloader(new TritonServer(terms("triton"), Access.OPEN));
        GpuNeeds needs = new GpuNeeds(true, Rack.bytes(60), List.of());
        unloader.look(free(42), new RoomWish(needs, 3, Rack.bytes(60)), now);
        unloader.look(free(90), new RoomWish(needs, 3, Rack.bytes(30)), now);
        GpuNeeds elsewhere = new GpuNeeds(true, Rack.bytes(30), List.of(new GpuNeeds.Placement(0, null, List.of(7))));
        unloader.look(free(42), new RoomWish(elsewhere, 3, Rack.bytes(30)), now);
        assertThat(told).isEmpty();
    }

    private static void vllm(int running, int waiting) {
        SERVER.stubFor(get("/v1/models").willReturn(okJson("{\"data\": [{\"id\": \"m\"}]}")));
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson("{\"is_sleeping\": false}")));
        SERVER.stubFor(get("/metrics")
                .willReturn(ok("vllm:num_requests_running{engine=\"0\"} " + running
                        + ".0\nvllm:num_requests_waiting{engine=\"0\"} " + waiting + ".0\n")));
        SERVER.stubFor(post("/sleep?level=1&mode=wait").willReturn(ok()));
    }

    /** Engines die of it, and go on to say that they are well. */
    @ParameterizedTest
    @CsvSource({"7, 0", "0, 1", "3, 40"})
    void aModelWithRequestsStays(int running, int waiting) {
        vllm(running, waiting);
        look(unloader(new EngineServer(Engine.VLLM, terms("vllm"), Access.OPEN)), 10);
        SERVER.verify(0, postRequestedFor(urlMatching("/sleep.*")));
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.NO_CANDIDATE);
        assertThat(told.get(1).text()).endsWith("m of vllm at " + SERVER.baseUrl() + " is in use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "python_info 1.0\n", "vllm:num_requests_running{engine=\"0\"} NaN\n"})
    void aModelWhoseServerDoesNotTellItsRequestsStays(String metrics) {
        vllm(0, 0);
        SERVER.stubFor(get("/metrics").willReturn(ok(metrics)));
        look(unloader(new EngineServer(Engine.VLLM, terms("vllm"), Access.OPEN)), 10);
        SERVER.verify(0, postRequestedFor(urlMatching("/sleep.*")));
        assertThat(told.get(1).text()).endsWith("does not tell whether it is in use");
    }

    /** Between the look at all servers and the unload. */
    @Test
    void aModelThatGetsARequestAtTheLastMomentStays() {
        vllm(0, 0);
        SERVER.stubFor(get("/metrics")
                .inScenario("a request comes")
                .whenScenarioStateIs(STARTED)
                .willSetStateTo("came")
                .willReturn(ok("vllm:num_requests_running 0\nvllm:num_requests_waiting 0\n")));
        SERVER.stubFor(get("/metrics")
                .inScenario("a request comes")
                .whenScenarioStateIs("came")
                .willReturn(ok("vllm:num_requests_running 1\nvllm:num_requests_waiting 0\n")));
        look(unloader(new EngineServer(Engine.VLLM, terms("vllm"), Access.OPEN)), 10);
        SERVER.verify(0, postRequestedFor(urlMatching("/sleep.*")));
    }

    /** vLLM takes 90 % at its start, and is well. */
    @Test
    void memoryThatAServerTakesByDesignIsNoReason() {
        vllm(0, 0);
        triton();
        ModelServer.Terms terms =
                new ModelServer.Terms("vllm", SERVER.baseUrl(), List.of("0"), Set.of(), true, Duration.ofSeconds(5));
        Unloader unloader = unloader(
                new EngineServer(Engine.VLLM, terms, Access.OPEN), new TritonServer(terms("triton"), Access.OPEN));
        look(unloader, 8);
        assertThat(told).isEmpty();
        SERVER.stubFor(get("/v1/models").willReturn(aResponse().withStatus(503)));
        look(unloader, 8);
        assertThat(kinds()).as("one that is silent may still have it").containsExactly(Kind.FAILED);
        GpuNeeds needs = new GpuNeeds(true, Rack.bytes(1), List.of());
        unloader.look(free(15), new RoomWish(needs, 1, Rack.bytes(1)), now);
        assertThat(kinds()).as("an urgent up may want it").contains(Kind.UNLOADED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sglang   | sglang:num_running_reqs{tp_rank="0"} 0 | sglang:num_queue_reqs 2        | /release_memory_occupation
            lmdeploy | lmdeploy:num_requests_running 0        | lmdeploy:num_requests_waiting 1 | /sleep?level=1
            trtllm   | trtllm_num_requests_running 0          | trtllm_num_requests_waiting 1   | /release_memory
            """)
    void otherEnginesAreAskedAsTheyWantToBe(String kind, String idle, String busy, String unload) {
        vllm(0, 0);
        Engine engine = ENGINES.get(kind);
        EngineServer server = new EngineServer(engine, terms(kind), Access.OPEN);
        SERVER.stubFor(post(unload).willReturn(ok()));
        SERVER.stubFor(get(urlMatching("(/prometheus)?/metrics")).willReturn(ok(idle + "\n" + busy + "\n")));
        look(unloader(server), 10);
        SERVER.verify(0, postRequestedFor(urlEqualTo(unload)));
        SERVER.stubFor(get(urlMatching("(/prometheus)?/metrics"))
                .willReturn(ok(idle + "\n" + busy.replaceAll("[0-9]+$", "0") + "\n")));
        now = now.plus(Use.QUIET);
        look(unloader(server), 10);
        SERVER.verify(1, postRequestedFor(urlEqualTo(unload)));
    }

    private static void sglang(int requests) {
        SERVER.stubFor(get("/v1/models").willReturn(okJson("{\"data\": [{\"id\": \"m\"}]}")));
        SERVER.stubFor(get("/metrics")
                .willReturn(ok("sglang:num_running_reqs 0\nsglang:num_queue_reqs 0\nsglang:num_requests_total "
                        + requests + "\n")));
    }

    private static void releases(int times) {
        SERVER.verify(times, postRequestedFor(urlEqualTo("/release_memory_occupation")));
    }

    /** SGLang does not tell that it has let go, and ends when it should once more. */
    @Test
    void oneThatDoesNotTellWhetherItHasLetGoIsAskedOnlyAfterItHasServed() {
        sglang(4);
        SERVER.stubFor(post("/release_memory_occupation").willReturn(ok()));
        Unloader first = unloader(new EngineServer(Engine.SGLANG, terms("sglang"), Access.OPEN));
        look(first, 10);
        releases(0);
        sglang(5);
        look(first, 10);
        releases(0);
        now = now.plus(Use.QUIET);
        look(first, 10);
        releases(1);
        for (int i = 0; i < 20; i++) {
            look(first, i < 10 ? 40 : 10);
        }
        releases(1);
        look(unloader(new EngineServer(Engine.SGLANG, terms("sglang"), Access.OPEN)), 10);
        releases(1);
        sglang(6);
        look(first, 10);
        now = now.plus(Use.QUIET);
        look(first, 10);
        releases(2);
    }

    /** Those that only some versions tell count where they are told. */
    @Test
    void aRequestThatWaitsForItsGrammarIsOne() {
        sglang(1);
        EngineServer server = new EngineServer(Engine.SGLANG, terms("sglang"), Access.OPEN);
        look(unloader(server), 10);
        sglang(2);
        look(unloader(server), 10);
        now = now.plus(Use.QUIET);
        SERVER.stubFor(get("/metrics")
                .willReturn(ok("sglang:num_running_reqs 0\nsglang:num_queue_reqs 0\nsglang:num_grammar_queue_reqs 1\n"
                        + "sglang:num_requests_total 2\n")));
        look(unloader(server), 10);
        releases(0);
        assertThat(told.get(told.size() - 1).text()).endsWith("is in use");
    }

    /** Its memory is no longer what it took by design. */
    @Test
    void aServerThatAnswersAgainIsNotTakenForSilent() {
        vllm(0, 0);
        SERVER.stubFor(get("/v1/models").willReturn(aResponse().withStatus(503)));
        ModelServer.Terms terms =
                new ModelServer.Terms("vllm", SERVER.baseUrl(), List.of("0"), Set.of(), true, Duration.ofSeconds(5));
        Unloader unloader = unloader(new EngineServer(Engine.VLLM, terms, Access.OPEN));
        look(unloader, 8);
        assertThat(kinds()).containsExactly(Kind.FAILED);
        vllm(0, 0);
        SERVER.stubFor(get("/is_sleeping").willReturn(okJson("{\"is_sleeping\": true}")));
        look(unloader, 8);
        assertThat(kinds()).containsExactly(Kind.FAILED, Kind.WARNING, Kind.NO_CANDIDATE);
    }

    @Test
    void nothingIsLearnedOfAReplicaBesideWhichAModelWent() {
        triton();
        Footprints footprints = new Footprints(NOTHING, List.of());
        Unloader unloader = new Unloader(List.of(new TritonServer(terms("triton"), Access.OPEN)), events, footprints);
        Seat.OnGpu seat = new Seat.OnGpu("llm", 0, Rack.uuid(0), Rack.bytes(10), Rack.bytes(10), NOW.minusSeconds(60));
        look(unloader, 19);
        footprints.warmedUp(List.of(seat), now);
        footprints.measure(new GpuSnapshot(now.plusSeconds(1), free(40).gpus(), List.of()));
        assertThat(footprints.all()).isEmpty();
    }

    /** Its gauges move with every fortieth step alone: answers shorter than that show in its counter, and nowhere else. */
    @Test
    void shortRequestsThatNoGaugeShowsAreUse() {
        sglang(0);
        SERVER.stubFor(post("/release_memory_occupation").willReturn(ok()));
        Unloader unloader = unloader(new EngineServer(Engine.SGLANG, terms("sglang"), Access.OPEN));
        for (int requests = 1; requests < 60; requests++) {
            look(unloader, 10);
            sglang(requests);
        }
        releases(0);
        assertThat(told.get(told.size() - 1).text()).endsWith("is in use");
    }

    /** It may have done it all the same, or do it later. */
    @Test
    void anUnloadWithoutAnAnswerIsMeasuredAsOneThatWasDone() {
        triton();
        SERVER.stubFor(post(urlMatching("/v2/repository/models/.*/unload"))
                .willReturn(aResponse().withStatus(200).withFixedDelay(10_000)));
        ModelServer.Terms terms =
                new ModelServer.Terms("triton", SERVER.baseUrl(), List.of(), Set.of(), false, Duration.ofMillis(700));
        Unloader unloader = unloader(new TritonServer(terms, Access.OPEN));
        look(unloader, 15);
        look(unloader, 15);
        look(unloader, 15);
        SERVER.verify(1, postRequestedFor(urlMatching("/v2/repository/models/.*/unload")));
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.FAILED);
        look(unloader, 30);
        look(unloader, 30);
        assertThat(kinds()).containsExactly(Kind.WARNING, Kind.FAILED, Kind.FREED);
    }

    /** An engine that fails on its way, or a proxy that waits no longer, says nothing of what was done. */
    @ParameterizedTest
    @ValueSource(ints = {500, 503, 504})
    void anUnloadThatFailedOnTheServersSideIsMeasuredToo(int status) {
        triton();
        SERVER.stubFor(post(urlMatching("/v2/repository/models/.*/unload"))
                .willReturn(aResponse().withStatus(status)));
        Unloader unloader = unloader(new TritonServer(terms("triton"), Access.OPEN));
        look(unloader, 15);
        look(unloader, 15);
        SERVER.verify(1, postRequestedFor(urlMatching("/v2/repository/models/.*/unload")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 1", "GPU-0 GPU-1"})
    void whatASpanningModelHasFreedIsMeasuredOnAllItsGpus(String gpus) {
        vllm(0, 0);
        ModelServer.Terms terms = new ModelServer.Terms(
                "vllm", SERVER.baseUrl(), List.of(gpus.split(" ")), Set.of(), false, Duration.ofSeconds(5));
        Unloader unloader = unloader(new EngineServer(Engine.VLLM, terms, Access.OPEN));
        GpuSnapshot low = Rack.of(100, 100).free(0, 15).free(1, 15).snapshot();
        unloader.look(low, RoomWish.NONE, now);
        unloader.look(low, RoomWish.NONE, now.plusSeconds(5));
        SERVER.verify(1, postRequestedFor(urlMatching("/sleep.*")));
        unloader.look(low, RoomWish.NONE, now.plusSeconds(30));
        unloader.look(low, RoomWish.NONE, now.plusSeconds(35));
        SERVER.verify(2, postRequestedFor(urlMatching("/sleep.*")));
        assertThat(kinds()).contains(Kind.NOTHING_FREED);
    }

    /** Of both, either alone is not enough. */
    @ParameterizedTest
    @ValueSource(strings = {"vllm:num_requests_running 0\n", "vllm:num_requests_waiting 0\n"})
    void oneThatTellsAPartOfItsRequestsStays(String metrics) {
        vllm(0, 0);
        SERVER.stubFor(get("/metrics").willReturn(ok(metrics)));
        look(unloader(new EngineServer(Engine.VLLM, terms("vllm"), Access.OPEN)), 10);
        SERVER.verify(0, postRequestedFor(urlMatching("/sleep.*")));
        assertThat(told.get(1).text()).endsWith("does not tell whether it is in use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "true", "-1"})
    void aCountOfRequestsThatIsNoneIsNotTold(String active) {
        SERVER.stubFor(get("/models")
                .willReturn(okJson(
                        "[{\"name\": \"m\", \"active\": " + active + ", \"last_used\": \"2020-01-01T00:00:00Z\"}]")));
        look(unloader(new PlainServer(terms("http"), new PlainServer.Paths("/models", "/{model}"), Access.OPEN)), 15);
        assertThat(told.get(1).text()).endsWith("does not tell whether it is in use");
    }

    /** As people write it: without the usual tag, or by another of the names that it is served under. */
    @Test
    void whatIsPinnedByAnyOfItsNamesStays() {
        SERVER.stubFor(get("/api/ps")
                .willReturn(okJson("{\"models\": [{\"name\": \"llama3:latest\", \"size_vram\": 5, \"expires_at\": \""
                        + NOW.plusSeconds(120) + "\"}]}")));
        look(unloader(new OllamaServer(terms("ollama", "llama3"), OllamaServer.KEEP_ALIVE, Access.OPEN)), 15);
        vllm(0, 0);
        SERVER.stubFor(
                get("/v1/models").willReturn(okJson("{\"data\": [{\"id\": \"Qwen/Qwen3\"}, {\"id\": \"chat\"}]}")));
        look(unloader(new EngineServer(Engine.VLLM, terms("vllm", "chat"), Access.OPEN)), 15);
        SERVER.verify(0, postRequestedFor(urlMatching("/api/generate|/sleep.*")));
        assertThat(told.get(1).text()).endsWith("is pinned");
        assertThat(told.get(told.size() - 1).text()).endsWith("is pinned");
    }

    /** DCGM's name of an instance begins with that of its card. */
    @Test
    void aServerThatIsNamedByItsCardMayHaveReservedAnyOfItsInstances() {
        vllm(1, 0);
        GpuSnapshot snapshot = Rack.of().instance(0, "GPU-aaa:1", 100, 5).snapshot();
        ModelServer.Terms terms = new ModelServer.Terms(
                "vllm", SERVER.baseUrl(), List.of("GPU-aaa"), Set.of(), true, Duration.ofSeconds(5));
        unloader(new EngineServer(Engine.VLLM, terms, Access.OPEN)).look(snapshot, RoomWish.NONE, now);
        assertThat(told).isEmpty();
    }

    /** By its own count, of those that it was given; the model of another GPU would free nothing here. */
    @Test
    void tritonsModelGoesFromTheGpuThatItIsOn() {
        triton();
        ModelServer.Terms terms = new ModelServer.Terms(
                "triton", SERVER.baseUrl(), List.of("1", "0"), Set.of(), false, Duration.ofSeconds(5));
        Unloader unloader = unloader(new TritonServer(terms, Access.OPEN));
        unloader.look(Rack.of(100, 100).free(0, 10).snapshot(), RoomWish.NONE, now);
        SERVER.verify(0, postRequestedFor(urlMatching("/v2/repository/models/.*/unload")));
        assertThat(told.get(told.size() - 1).text()).contains("llama3 of triton", "is on another GPU");
        unloader.look(Rack.of(100, 100).free(1, 10).snapshot(), RoomWish.NONE, now);
        unloaded(1, "llama3");
    }

    @Test
    void aPlainServerMayTellWhereAModelIs() throws ModelServerException {
        SERVER.stubFor(get("/models").willReturn(okJson("""
                        [{"name": "a", "gpus": ["GPU-9", 1]}, {"name": "b", "gpus": [7]}, {"name": "c"}]""")));
        ModelServer.Terms terms = new ModelServer.Terms(
                "http", SERVER.baseUrl(), List.of("4", "5"), Set.of(), false, Duration.ofSeconds(5));
        assertThat(new PlainServer(terms, new PlainServer.Paths("/models", "/{model}"), Access.OPEN).models(NOW))
                .extracting(Model::gpus)
                .containsExactly(Set.of("GPU-9", "5"), Set.of(), Set.of());
    }

    /** One that went meanwhile must not be loaded again by the question; the others are asked. */
    @Test
    void llamaCppsRouterLetsAnIdleModelGo() {
        SERVER.stubFor(get("/models").willReturn(okJson("""
                        {"data": [{"id": "a/b:q4", "status": {"value": "loaded"}}, {"id": "c", "status": {"value": "loaded"}},
                          {"id": "d", "status": {"value": "unloaded"}}, {"id": "went", "status": {"value": "loaded"}},
                          {"id": "goes", "status": {"value": "loaded"}}]}""")));
        SERVER.stubFor(
                get("/metrics?model=went&autoload=false").willReturn(aResponse().withStatus(400)));
        SERVER.stubFor(
                get("/metrics?model=goes&autoload=false").willReturn(aResponse().withStatus(500)));
        SERVER.stubFor(get("/metrics?model=a%2Fb%3Aq4&autoload=false")
                .willReturn(ok("llamacpp:requests_processing 0\nllamacpp:requests_deferred 0\n")));
        SERVER.stubFor(get("/metrics?model=c&autoload=false")
                .willReturn(ok("llamacpp:requests_processing 0\nllamacpp:requests_deferred 1\n")));
        SERVER.stubFor(post("/models/unload").willReturn(okJson("{\"success\": true}")));
        look(unloader(new LlamaServer(terms("llamacpp"), Access.OPEN)), 19);
        SERVER.verify(
                1,
                postRequestedFor(urlEqualTo("/models/unload")).withRequestBody(equalToJson("{\"model\": \"a/b:q4\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "llamacpp:requests_deferred 0\n", "llamacpp:requests_processing NaN\n"})
    void aModelOfLlamaCppsRouterStaysWhereItsRequestsAreNotTold(String metrics) throws ModelServerException {
        SERVER.stubFor(get("/models")
                .willReturn(okJson("{\"data\": [{\"id\": \"c\", \"status\": {\"value\": \"loaded\"}}]}")));
        SERVER.stubFor(get("/metrics?model=c&autoload=false").willReturn(ok(metrics)));
        assertThat(new LlamaServer(terms("llamacpp"), Access.OPEN).models(NOW))
                .extracting(model -> model.use().work())
                .containsExactly(Use.Work.UNTOLD);
    }

    /** One that is kept beyond its time has a request. */
    @Test
    void ollamasModelsAreUsedAsLongBeforeTheirEndAsTheyAreKept() throws ModelServerException {
        SERVER.stubFor(get("/api/ps").willReturn(okJson("""
                        {"models": [
                          {"name": "late", "expires_at": "2026-11-24T11:59:00Z", "size_vram": 1},
                          {"name": "kept", "expires_at": "2026-11-24T12:20:00Z", "size_vram": 1}]}""")));
        OllamaServer server = new OllamaServer(terms("ollama"), Duration.ofMinutes(30), Access.OPEN);
        assertThat(server.models(NOW))
                .extracting(model -> model.use().work(), model -> model.use().last())
                .containsExactly(tuple(Use.Work.BUSY, NOW), tuple(Use.Work.IDLE, NOW.minus(Duration.ofMinutes(10))));
    }

    /** Whoever asks may have one kept for a shorter time than the server's: then each request moves an end that is near. */
    @Test
    void anOllamaModelWhoseEndMovesIsInUse() throws ModelServerException {
        OllamaServer server = new OllamaServer(terms("ollama"), OllamaServer.KEEP_ALIVE, Access.OPEN);
        ollama(NOW.plusSeconds(25));
        server.models(NOW);
        Instant later = NOW.plusSeconds(10);
        ollama(later.plusSeconds(30));
        assertThat(work(server, later)).isEqualTo(Use.Work.BUSY);
        SERVER.stubFor(get("/api/ps").willReturn(okJson("{\"models\": []}")));
        assertThat(server.models(later.plusSeconds(31))).isEmpty();
        Instant again = later.plusSeconds(40);
        ollama(again.plusSeconds(90));
        assertThat(work(server, again)).as("loaded anew").isEqualTo(Use.Work.BUSY);
        assertThat(work(server, again.plusSeconds(61))).isEqualTo(Use.Work.IDLE);
    }

    private static void ollama(Instant expires) {
        SERVER.stubFor(get("/api/ps")
                .willReturn(okJson(
                        "{\"models\": [{\"name\": \"m\", \"size_vram\": 5, \"expires_at\": \"" + expires + "\"}]}")));
    }

    private static Use.Work work(OllamaServer server, Instant now) throws ModelServerException {
        return server.models(now).get(0).use().work();
    }

    @Test
    void aPlainServersListMayBeAsOpenAis() throws ModelServerException {
        PlainServer server =
                new PlainServer(terms("http"), new PlainServer.Paths("/v1/models", "/unload/{model}"), Access.OPEN);
        SERVER.stubFor(get("/v1/models")
                .willReturn(
                        okJson("{\"object\": \"list\", \"data\": [{\"id\": \"m\", \"active\": 0}, {\"id\": \"n\"}]}")));
        assertThat(server.models(NOW))
                .extracting(Model::name, model -> model.use().work())
                .containsExactly(tuple("m", Use.Work.IDLE), tuple("n", Use.Work.UNTOLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"models\": 3}", "\"all\"", "[{\"bytes\": 3}]", "{\"data\": [{}]}"})
    void whatIsNoListOfModelsIsRefused(String told) {
        PlainServer server =
                new PlainServer(terms("http"), new PlainServer.Paths("/v1/models", "/unload/{model}"), Access.OPEN);
        SERVER.stubFor(get("/v1/models").willReturn(okJson(told)));
        assertThatThrownBy(() -> server.models(NOW))
                .isInstanceOf(ModelServerException.class)
                .hasMessageStartingWith(SERVER.baseUrl() + "/v1/models ");
    }
}

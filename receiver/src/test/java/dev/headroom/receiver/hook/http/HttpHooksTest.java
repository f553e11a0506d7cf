package dev.headroom.receiver.hook.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.hook.HookSpec;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHooksTest {

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final Replica replica = replica(ReplicaState.READY, "127.0.0.1");

    private static Replica replica(ReplicaState state, String address) {
        return new Replica("demo_app_3", 3, state, Instant.EPOCH, address, "");
    }

    private static HttpHooks hooks(Map<Hook, HookSpec> specs) {
        return hooks(specs, Duration.ofSeconds(20));
    }

    private static HttpHooks hooks(Map<Hook, HookSpec> specs, Duration limit) {
        return new HttpHooks(
                Map.of("app", new HttpHooks.Service(specs, limit, Access.OPEN)),
                Endpoint.open(URI.create(SERVER.baseUrl() + "/")));
    }

    private static HookSpec url(String path) {
        return new HookSpec.Url("http://{address}:" + SERVER.getPort() + path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7 | 7", "0 | 0", "{\"active_tasks\": 3} | 3", "2.4 | 3"})
    void aReplicaTellsItsTasks(String body, int tasks) throws HookException {
        SERVER.stubFor(get("/demo_app_3/3/tasks").willReturn(okJson(body)));
        HttpHooks hooks = hooks(Map.of(Hook.ACTIVE_TASKS, url("/{name}/{number}/tasks")));
        assertThat(hooks.has("app", Hook.ACTIVE_TASKS)).isTrue();
        assertThat(hooks.has("app", Hook.DRAIN)).isFalse();
        assertThat(hooks.has("worker-rl", Hook.ACTIVE_TASKS)).isFalse();
        assertThat(hooks.activeTasks("app", replica)).isEqualTo(tasks);
    }

    @Test
    void eachServiceIsAskedInItsOwnName() throws HookException {
        SERVER.stubFor(get("/tasks").willReturn(okJson("1")));
        SERVER.stubFor(post("/drain").willReturn(ok()));
        Map<Hook, HookSpec> specs = Map.of(Hook.ACTIVE_TASKS, url("/tasks"), Hook.DRAIN, url("/drain"));
        HttpHooks hooks = new HttpHooks(
                Map.of(
                        "app", new HttpHooks.Service(specs, Duration.ofSeconds(20), Access.OPEN.bearing("t0ken")),
                        "worker", new HttpHooks.Service(specs, Duration.ofSeconds(20), Access.OPEN)),
                null);
        hooks.activeTasks("app", replica);
        hooks.call("app", Hook.DRAIN, replica);
        SERVER.verify(1, getRequestedFor(urlEqualTo("/tasks")).withHeader("Authorization", equalTo("Bearer t0ken")));
        SERVER.verify(1, postRequestedFor(urlEqualTo("/drain")).withHeader("Authorization", equalTo("Bearer t0ken")));
        hooks.activeTasks("worker", replica);
        SERVER.verify(1, getRequestedFor(urlEqualTo("/tasks")).withHeader("Authorization", absent()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"3\"", "null", "{\"tasks\": 3}", "[]", "", "<html>"})
    void whatIsNoNumberOfTasksIsUnknown(String body) {
        SERVER.stubFor(get("/tasks").willReturn(okJson(body)));
        assertThatThrownBy(() -> hooks(Map.of(Hook.ACTIVE_TASKS, url("/tasks"))).activeTasks("app", replica))
                .isInstanceOf(HookException.class);
    }

    @Test
    void prometheusTellsTheTasks() throws HookException {
        prometheus("""
                {"status":"success","data":{"resultType":"vector","result":[
                  {"metric":{"queue":"a"},"value":[1732450000.1,"2"]},
                  {"metric":{"queue":"b"},"value":[1732450000.1,"1"]}]}}""");
        HttpHooks hooks = hooks(
                Map.of(Hook.ACTIVE_TASKS, new HookSpec.Query("tasks{instance=\"{address}:8000\",pod=\"{name}\"}")));
        assertThat(hooks.activeTasks("app", replica)).isEqualTo(3);
        SERVER.verify(getRequestedFor(urlPathEqualTo("/api/v1/query"))
                .withQueryParam("query", equalTo("tasks{instance=\"127.0.0.1:8000\",pod=\"demo_app_3\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"value\":[1,\"NaN\"]}]", "[{\"value\":[1,\"+Inf\"]}]"})
    void aSeriesThatIsMissingOrNoNumberIsNotZeroTasks(String result) {
        prometheus("{\"status\":\"success\",\"data\":{\"result\":" + result + "}}");
        assertThatThrownBy(() -> hooks(Map.of(Hook.ACTIVE_TASKS, new HookSpec.Query("tasks")))
                        .activeTasks("app", replica))
                .isInstanceOf(HookException.class);
    }

    private static void prometheus(String body) {
        SERVER.stubFor(get(urlPathEqualTo("/api/v1/query")).willReturn(okJson(body)));
    }

    @Test
    void ordersArePosted() throws HookException {
        SERVER.stubFor(post("/drain").willReturn(aResponse().withStatus(204)));
        hooks(Map.of(Hook.DRAIN, url("/drain"))).call("app", Hook.DRAIN, replica);
        SERVER.verify(1, postRequestedFor(urlEqualTo("/drain")));
    }

    @ParameterizedTest
    @CsvSource({"200, true", "202, false", "204, false", "500, false", "503, false"})
    void aCheckpointIsFinishedOnlyAt200(int status, boolean finished) {
        SERVER.stubFor(post("/checkpoint").willReturn(aResponse().withStatus(status)));
        HttpHooks hooks = hooks(Map.of(Hook.CHECKPOINT, url("/checkpoint")));
        if (finished) {
            assertThat(catchThrowable(() -> hooks.call("app", Hook.CHECKPOINT, replica)))
                    .isNull();
        } else {
            assertThatThrownBy(() -> hooks.call("app", Hook.CHECKPOINT, replica))
                    .hasMessage("POST http://127.0.0.1:" + SERVER.getPort() + "/checkpoint was answered " + status);
        }
    }

    @Test
    void loadedIsAskedForOrReadFromTheHealthCheck() throws HookException {
        SERVER.stubFor(get("/loaded").willReturn(ok()));
        hooks(Map.of(Hook.LOADED, url("/loaded"))).call("app", Hook.LOADED, replica);
        HttpHooks check = hooks(Map.of(Hook.LOADED, new HookSpec.HealthCheck()));
        check.call("app", Hook.LOADED, replica);
        assertThatThrownBy(() -> check.call("app", Hook.LOADED, replica(ReplicaState.STARTING, "")))
                .hasMessage("demo_app_3 is starting");
    }

    @Test
    void aRedirectIsNoYesAndIsNotFollowed() {
        SERVER.stubFor(post("/drain").willReturn(temporaryRedirect("/elsewhere")));
        assertThatThrownBy(() -> hooks(Map.of(Hook.DRAIN, url("/drain"))).call("app", Hook.DRAIN, replica))
                .hasMessageContaining("was answered 302");
        SERVER.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void whoDoesNotAnswerInTimeSaysNothing() {
        SERVER.stubFor(post("/drain").willReturn(ok().withFixedDelay(3_000)));
        HttpHooks hooks = hooks(Map.of(Hook.DRAIN, url("/drain")), Duration.ofSeconds(1));
        assertThatThrownBy(() -> hooks.call("app", Hook.DRAIN, replica))
                .isInstanceOf(HookException.class)
                .hasMessageContaining("got no answer within 1 s");
    }

    @Test
    void anAnswerThatDoesNotEndIsCutOff() {
        SERVER.stubFor(get("/tasks").willReturn(okJson("1".repeat(100_000))));
        assertThatThrownBy(() -> hooks(Map.of(Hook.ACTIVE_TASKS, url("/tasks"))).activeTasks("app", replica))
                .hasMessageContaining("larger than 65536 bytes");
    }

    @Test
    void whoHasNoAddressIsNotCalled() {
        Replica nowhere = replica(ReplicaState.READY, "");
        assertThatThrownBy(() -> hooks(Map.of(Hook.DRAIN, url("/drain"))).call("app", Hook.DRAIN, nowhere))
                .hasMessage("demo_app_3 has no address that could be called");
    }

    @Test
    void whereNobodyListensTheCallFails() {
        HookSpec nobody = new HookSpec.Url("http://127.0.0.1:1/drain");
        assertThatThrownBy(() -> hooks(Map.of(Hook.DRAIN, nobody)).call("app", Hook.DRAIN, replica))
                .isInstanceOf(HookException.class)
                .hasMessageStartingWith("POST http://127.0.0.1:1/drain failed");
    }
}

package dev.headroom.receiver.documents;

import dev.headroom.fixtures.WrittenPart;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md names every key that the reader of headroom.yml knows, with its default, and no other. */
class HeadroomReferenceTest {
    static final Path MEANINGS = Path.of("src/test/resources/documents/headroom-keys.yml");
    private static final Path DOCUMENT = Distribution.ROOT.resolve("docs/configuration.md");

    /** By section, a configuration with a key in it that nobody knows. */
    static final Map<String, String> ASKING = asking();

    @TempDir
    Path folder;

    private static Map<String, String> asking() {
        Map<String, String> asking = new LinkedHashMap<>();
        asking.put("The file", "zzzzzzzzzz: 1\n");
        asking.put("The tls of the file", "tls: {zzzzzzzzzz: 1}\n");
        asking.put("A store as a mapping", "store: {zzzzzzzzzz: 1}\n");
        asking.put("The target", "target: {zzzzzzzzzz: 1}\n");
        asking.put("A workload of the target", "target: {workloads: {app: {zzzzzzzzzz: 1}}}\n");
        asking.put("The alertmanager", "alertmanager: {zzzzzzzzzz: 1}\n");
        asking.put("The prometheus", "prometheus: {zzzzzzzzzz: 1}\n");
        asking.put("A basic_auth", "prometheus: {url: \"http://127.0.0.1:9090\", basic_auth: {zzzzzzzzzz: 1}}\n");
        asking.put("The gpu", "gpu: {zzzzzzzzzz: 1}\n");
        asking.put("A server of the gpu", "gpu: {servers: [{zzzzzzzzzz: 1}]}\n");
        asking.put("The hooks of a service", "hooks: {app: {zzzzzzzzzz: 1}}\n");
        asking.put("The standby of a service", "standby: {app: {zzzzzzzzzz: 1}}\n");
        asking.put("The evidence", "evidence: {zzzzzzzzzz: 1}\n");
        asking.put("The lease", "lease: {zzzzzzzzzz: 1}\n");
        asking.put("The notify", "notify: {zzzzzzzzzz: 1}\n");
        return asking;
    }

    private KeyReference reference() {
        return new KeyReference(MEANINGS, ASKING, folder, HeadroomFile::read);
    }

    static Set<String> sections() {
        return ASKING.keySet();
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everyKeyOfTheReaderHasAMeaningAndNoOther(String section) {
        reference().mustExplain(section);
    }

    /** With {@code -Dheadroom.write=true} it writes the document anew. */
    @Test
    void theDocumentIsMadeOfThem() throws IOException {
        new WrittenPart(DOCUMENT, "HeadroomReferenceTest").mustBe(reference().tables(defaults()));
    }

    /** What the program takes where nothing is written, or only what it must. */
    private Map<String, String> defaults() throws IOException {
        HeadroomConfig none = HeadroomFile.read(Files.writeString(folder.resolve("none.yml"), ""));
        HeadroomConfig least = HeadroomFile.read(Files.writeString(folder.resolve("least.yml"), """
                alertmanager: {url: "http://127.0.0.1:9093"}
                gpu: {servers: [{kind: vllm, url: "http://127.0.0.1:8000"}]}
                hooks: {app: {}}
                standby: {app: {server: vllm, url: "http://{address}:8000"}}
                notify: {url_file: secrets/notify}
                """));
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put(
                "The file.listen",
                code(none.listen().at().host() + ":" + none.listen().at().port()));
        defaults.put("The file.policy", code("alert-rules/scaling-policy.yml"));
        defaults.put("The file.store", code("sqlite:" + ((HeadroomConfig.StoreSpec.Sqlite) none.store()).path()));
        defaults.put("The file.evaluate_every", words(none.timing().evaluateEvery()));
        defaults.put("The file.alert_ttl", words(none.timing().alertTtl()));
        defaults.put("The file.blind_after", words(none.timing().blindAfter()));
        defaults.put("The file.history", none.timing().history().toDays() + "d");
        defaults.put("The target.kind", code("simulated"));
        defaults.put("The target.start_time", words(((TargetSpec.Simulated) none.target()).startTime()));
        defaults.put("The target.on_hpa", code("floor"));
        defaults.put("A workload of the target.kind", code("Deployment"));
        defaults.put("The alertmanager.receiver", code(least.alertmanager().receiver()));
        defaults.put(
                "The alertmanager.poll_interval", words(least.alertmanager().pollInterval()));
        defaults.put("The gpu.source", word(none.gpu().source()));
        defaults.put("The gpu.count", word(none.gpu().count()));
        defaults.put("The gpu.read_every", words(none.gpu().reading().every()));
        defaults.put("The gpu.max_age", words(none.gpu().reading().maxAge()));
        defaults.put("The gpu.metrics", code("headroom"));
        defaults.put("The gpu.on_unknown", word(none.gpu().unknown()));
        defaults.put("The gpu.unload_for_p0", code("" + none.gpu().unloads().forUps()));
        defaults.put(
                "A server of the gpu.timeout",
                words(least.gpu().unloads().servers().get(0).terms().timeout()));
        defaults.put(
                "The hooks of a service.timeout", words(least.hooks().get("app").timeout()));
        defaults.put(
                "The standby of a service.timeout",
                words(least.standby().get("app").timeout()));
        defaults.put(
                "The standby of a service.wake_timeout",
                words(least.standby().get("app").orderTimeout()));
        defaults.put("The evidence.watchdog", code("Watchdog"));
        defaults.put("The notify.form", word(least.notices().terms().form()));
        defaults.put("The notify.every", words(least.notices().terms().every()));
        return defaults;
    }

    private static String word(Enum<?> value) {
        return code(value.name().toLowerCase(Locale.ROOT));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String words(Duration duration) {
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }
}

package dev.headroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file means: every kind of value, variables, anchors and merges, and values of the command line. */
class KioskTest {
    @TempDir
    Path folder;

    @Test
    void everyKindOfValue() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), " hush \nmore\n");
        Kiosk kiosk = read("""
                listen: "[::]:8080"
                supplier: https://shop.example/${AREA}
                log: /var/log/kiosk
                password_file: %s
                open: 1d2h
                pause: 0
                drinks:
                  tea: {stock: 3, sugar: 12.5%%, bottle: 1.5KiB, cold: true, label: "${AREA}'s own"}
                """.formatted(secret));
        assertThat(kiosk)
                .isEqualTo(new Kiosk(
                        new HostPort("::", 8080),
                        Optional.of(URI.create("https://shop.example/north")),
                        new Kiosk.Files(Optional.of(Path.of("/var/log/kiosk")), Optional.of("hush")),
                        new Kiosk.Times(Duration.ofHours(26), Duration.ZERO),
                        Map.of("tea", new Kiosk.Drink(3, 0.125, 1536, true, "north's own"))));
    }

    @Test
    void nothingWrittenIsNothingWrong() throws IOException {
        assertThat(read("")).isEqualTo(Kiosk.read(YamlSource.empty("kiosk.yml", name -> Optional.empty())));
    }

    @Test
    void anAnchorIsAValueAgainAndAKeyThatIsWrittenWinsOverAMergedOne() throws IOException {
        Map<String, Kiosk.Drink> drinks = read("""
                drinks:
                  cola: &cola {stock: 9, sugar: 10%, cold: true}
                  bitter: &bitter {stock: 5, sugar: 4%, label: bitter}
                  light: {<<: *cola, sugar: 1%, label: light}
                  both: {sugar: 2%, <<: [*bitter, *cola]}
                  again: *cola
                """).drinks();
        assertThat(drinks.get("light")).isEqualTo(new Kiosk.Drink(9, 0.01, 0, true, "light"));
        assertThat(drinks.get("both")).isEqualTo(new Kiosk.Drink(5, 0.02, 0, true, "bitter"));
        assertThat(drinks.get("again")).isEqualTo(drinks.get("cola"));
    }

    @Test
    void aMergeOfAMerge() throws IOException {
        assertThat(read("""
                drinks:
                  one: &one {stock: 1, label: one}
                  two: &two {<<: *one, label: two}
                  three: {<<: *two}
                """).drinks().get("three")).isEqualTo(new Kiosk.Drink(1, 0, 0, false, "two"));
    }

    @Test
    void whatIsMergedIsToldWhereItIsWritten() {
        assertThatThrownBy(() -> read("""
                drinks:
                  cola: &cola {stock: many}
                  light:
                    <<: *cola
                    stok: 1
                """)).hasMessage("""
                        k.yml:2:23: drinks.cola.stock: must be a whole number of 0 or more, found "many"; write it like 2
                        k.yml:2:23: drinks.light.stock: must be a whole number of 0 or more, found "many"; write it like 2
                        k.yml:5:5: drinks.light.stok: must be a known key, found "stok"; did you mean stock?""");
    }

    @Test
    void aKeyThatIsWrittenTwiceIsRefusedBesideAMerge() {
        assertThatThrownBy(() -> read("drinks:\n  a: &a {stock: 1}\n  b: {<<: *a, label: x, label: y}\n"))
                .hasMessage("k.yml:3:25: drinks.b.label: must be given once, found it again after line 3;"
                        + " remove one of the two");
    }

    @Test
    void aMappingThatMergesItselfEnds() throws IOException {
        assertThat(read("drinks: {a: &a {<<: *a, stock: 1}}").drinks()).containsKey("a");
    }

    @Test
    void onlyMappingsAreMerged() {
        assertThatThrownBy(() -> read("drinks: {a: {<<: 5, stock: 1}}"))
                .hasMessage("k.yml:1:18: <<: must merge a mapping, or a list of mappings, found something else;"
                        + " write it like <<: *NAME, with &NAME before the mapping");
        assertThatThrownBy(() -> read("drinks: {a: {<<: [{stock: 2}, x]}}"))
                .hasMessageStartingWith("k.yml:1:18: <<: must merge a mapping");
    }

    @Test
    void fiftyAliasesAreTaken() throws IOException {
        String drinks = "drinks:\n  d: &d {stock: 1}\n";
        for (int i = 0; i < 50; i++) {
            drinks += "  d%d: {<<: *d}\n".formatted(i);
        }
        assertThat(read(drinks).drinks()).hasSize(51);
        String more = drinks + "  more: *d\n";
        assertThatThrownBy(() -> read(more)).hasMessageContaining("must use at most 50 aliases");
    }

    @Test
    void aValueOfTheCommandLineStandsInPlaceOfTheFilesAndIsToldByItsOption() throws IOException {
        Path file = Files.writeString(folder.resolve("k.yml"), "open: 1h\n");
        Document document = YamlSource.open(file, name -> Optional.empty());
        Section root = document.root();
        root.override("open", "--open", "soon");
        root.period("open", Duration.ZERO);
        assertThatThrownBy(() -> document.finish(root))
                .hasMessage("--open: open: must be a duration longer than zero, found \"soon\";"
                        + " write it like 90s, 5m or 1h30m");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true", "127.8.9.1, true", "localhost, true", "::1, true",
        "0.0.0.0, false", "::, false", "10.0.0.1, false", "127.example.com, false"
    })
    void knowsWhatIsLoopback(String host, boolean loopback) {
        assertThat(new HostPort(host, 1).isLoopback()).isEqualTo(loopback);
    }

    @Test
    void whereAClientReachesIt() {
        assertThat(new HostPort("0.0.0.0", 80).url("http")).hasToString("http://127.0.0.1:80");
        assertThat(new HostPort("::1", 443).url("https")).hasToString("https://[::1]:443");
    }

    private Kiosk read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("k.yml"), text);
        try {
            return Kiosk.read(YamlSource.open(
                    file, name -> Optional.ofNullable(Map.of("AREA", "north").get(name))));
        } catch (ConfigException e) {
            throw new ConfigException(e.problems().stream()
                    .map(problem -> new Problem(
                            problem.file().replace(folder + "/", ""),
                            problem.line(),
                            problem.column(),
                            problem.key(),
                            problem.rule(),
                            problem.found(),
                            problem.remedy()))
                    .toList());
        }
    }
}

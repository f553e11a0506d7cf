package dev.headroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                cellar: ftp://cellar/x
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
                        Optional.of(URI.create("ftp://cellar/x")),
                        new Kiosk.Files(
                                Optional.of(Path.of("/var/log/kiosk")),
                                Optional.of(new Secret("password_file", secret, Secret.Form.PASSWORD))),
                        new Kiosk.Times(Duration.ofHours(26), Duration.ZERO),
                        Map.of("tea", new Kiosk.Drink(3, 0.125, 1536, true, "north's own"))));
        assertThat(kiosk.files().password().orElseThrow().line()).contains("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "supplier: http://ana:S3CRET@shop",
                "supplier: https://S3CRET@shop/x",
                "supplier: http://ana:S3@CRET@shop",
                "supplier: http://ana:S3CRET@${NOBODY}",
                "supplier: ${SHOP}",
                "log: ftp://:S3CRET@shop/kiosk.log",
                "open: redis://:S3CRET@shop",
                "listen: http://ana:S3CRET@shop:80",
                "drinks: {tea: {stock: 1, label: 'http://ana:S3CRET@shop'}}",
                "menu: ['http://ana:S3CRET@shop']"
            })
    void aUrlWithAUserOrAPasswordIsRefusedWhateverTheKey(String text) {
        assertThatThrownBy(() -> read(text))
                .hasMessageContainingAll(
                        "k.yml:1:", ": must hold no user and no password, found \"", "remove what stands before the @")
                .message()
                .doesNotContain("S3", "CRET", "ana");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"supplier: http://ana:S3/CRET@shop", "supplier: ana:S3CRET@shop", "listen: ana:S3CRET@shop:80"})
    void norIsItShownWhereItMakesNoUrl(String text) {
        assertThatThrownBy(() -> read(text))
                .hasMessageContaining("***@shop")
                .message()
                .doesNotContain("S3", "CRET");
    }

    @Test
    void anAtElsewhereIsNoUser() throws IOException {
        assertThat(read("supplier: http://shop/a@b?c=d@e").supplier()).contains(URI.create("http://shop/a@b?c=d@e"));
        assertThat(read("drinks: {tea: {stock: 1, label: 'ask ops@shop'}}").drinks())
                .containsKey("tea");
    }

    @Test
    void whereAUserWasTakenItIsTakenWithAWarning() throws IOException {
        List<String> warnings = new ArrayList<>();
        String text = "cellar: ftp://ana:S3CRET@cellar/x\n";
        assertThat(read(text, Purpose.check(warning -> warnings.add(warning.toString())))
                        .cellar())
                .contains(URI.create("ftp://ana:S3CRET@cellar/x"));
        assertThat(warnings)
                .containsExactly("k.yml:1:9: cellar: must hold no user and no password after this release,"
                        + " found \"ftp://***@cellar/x\"; write cellar_file");
    }

    @Test
    void warningsAreToldBesideMistakes() {
        List<String> warnings = new ArrayList<>();
        String text = "cellar: ftp://:${NOBODY}@cellar/x\n";
        assertThatThrownBy(() -> read(text, Purpose.check(warning -> warnings.add(warning.key()))))
                .hasMessageContaining("environment variable NOBODY must be set");
        assertThat(warnings).containsExactly("cellar");
    }

    @Test
    void aSecretMustBeThereForWhoRunsByIt() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad"), "\nsecond line\n");
        String text = "password_file: " + bad + "\n";
        assertThat(read(text, Purpose.LOOK).files().password()).isPresent();
        assertThatThrownBy(() -> read(text, Purpose.run(warning -> {})))
                .hasMessageStartingWith(
                        "k.yml:1:16: password_file: must be a readable file whose first line is a password,"
                                + " found \"" + bad);
    }

    @ParameterizedTest
    @CsvSource({"PASSWORD, two words, true", "PASSWORD, a\tb, false", "TOKEN, a+/=~!, true", "TOKEN, two words, false"})
    void aTokenIsWhatAHeaderCarries(Secret.Form form, String line, boolean taken) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), line + "\n");
        Secret secret = new Secret("key", file, form);
        assertThat(secret.line().isPresent()).isEqualTo(taken);
        assertThat(secret.toString() + secret.fault()).doesNotContain(line);
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
        return read(text, Purpose.LOOK);
    }

    private Kiosk read(String text, Purpose purpose) throws IOException {
        Path file = Files.writeString(folder.resolve("k.yml"), text);
        Map<String, String> variables = Map.of("AREA", "north", "SHOP", "http://ana:S3CRET@shop");
        Purpose here = new Purpose(purpose.runs(), warning -> purpose.warned().accept(inFolder(warning)));
        try {
            return Kiosk.read(YamlSource.open(file, name -> Optional.ofNullable(variables.get(name))), here);
        } catch (ConfigException e) {
            throw new ConfigException(e.problems().stream().map(this::inFolder).toList());
        }
    }

    private Problem inFolder(Problem problem) {
        return new Problem(
                problem.file().replace(folder + "/", ""),
                problem.line(),
                problem.column(),
                problem.key(),
                problem.rule(),
                problem.found(),
                problem.remedy());
    }
}

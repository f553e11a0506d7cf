package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message advises is safe as it is written: each of these once did harm, or would have. */
class RemediesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

    @ParameterizedTest
    @CsvSource(delimiterString = ";;", textBlock = """
            docker-compose (up|start|restart)(?! -d --no-deps --no-recreate) ;; sets other services back to the count of their file
            docker-compose down ;; ends all
            (?i)\\bdelete the store ;; loses overrides, cooldowns and history
            (a store|a prefix) of its own(?!.*frozen) ;; two receivers would scale the same services
            or name another file for the store ;; loses the overrides
            , and restart it ;; a restart of the Docker daemon ends every container
            (?<!CONFIG )(?i:set) appendonly ;; a restart with a changed file begins empty
            (?<!CONFIG )(?i:set) maxmemory-policy ;; a full cache then refuses to be written
            take spec\\.replicas out of [^:]*$ ;; the count falls to 1
            start one with: headroom serve ;; it may be a second one, and scales at once
            """)
    void noMessageAdvisesIt(String advice, String harm) throws IOException {
        Pattern hurts = Pattern.compile(advice);
        assertThat(messages())
                .filteredOn(text -> hurts.matcher(text).find())
                .as(harm)
                .isEmpty();
    }

    private static List<String> messages() throws IOException {
        try (Stream<Path> files = Stream.of("receiver", "settings", "clients", "ttl-tuner")
                .map(module -> ROOT.resolve(module).resolve("src/main/java"))
                .flatMap(RemediesTest::walk)) {
            List<String> texts = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(RemediesTest::texts)
                    .toList();
            assertThat(texts).hasSizeGreaterThan(1000);
            return texts;
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> texts(Path source) {
        try {
            String joined = JOINED.matcher(Files.readString(source)).replaceAll("");
            return TEXT.matcher(joined).results().map(found -> found.group().replaceAll("^\"|\"$", ""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What is told of a command that was typed wrongly. */
class CommandLineTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statsu | Did you mean: headroom status | See: headroom --help",
                "pin app | Missing required | See: headroom pin --help",
                "pin app | --for=DURATION | See: headroom pin --help",
                "status --wacht | --watch | See: headroom status --help",
                "status --watch=often | often | See: headroom status --help",
                "status --url localhost:9095 | --url must be an http or https URL; write it like http://127.0.0.1:9095 | 9095",
                "status --url 127.0.0.1:9095 | --url must be an http or https URL | http://127.0.0.1:9095",
                "explain app --url ftp://127.0.0.1 | --url must be an http or https URL | http://127.0.0.1:9095",
                "events --url http: | --url must be an http or https URL | http://127.0.0.1:9095",
                "decisions --limit=0 | --limit takes 1 to 500, found 0 | 500",
                "decisions --limit=501 | --limit takes 1 to 500, found 501 | 500",
                "freeze '' --for 1h --reason x --url http://127.0.0.1:1 | SERVICE must be the name of a service | headroom status",
                "explain app --at noon | must be a time like 14:07 | See: headroom explain --help",
                "completion tcsh | BASH, ZSH, FISH | See: headroom completion --help",
                "init --yes --into target/x --prometheus 127.0.0.1:9090 | --prometheus must be an http or https URL | http://127.0.0.1:9090",
                "init --yes --into target/x --prometheus http://ana:S3@127.0.0.1:1 | must hold no user | basic_auth",
                "init --role chat=lm --yes | lm | See: headroom init --help",
                "init --service chat=a --service chat=b --yes | --service says chat twice, of which one would be lost: say it once, as --service NAME=JOB[,JOB] | See: headroom init --help",
                "init --slots chat=1 --slots api=2 --slots chat=3 --yes | --slots says chat twice | See: headroom init --help",
                "vram-plan --model a=4GB --model a=8GB | --model says a twice | See: headroom vram-plan --help",
                "scale app many --reason x | many | See: headroom scale --help",
                "wake app | Missing required option: '--reason=WORDS' | See: headroom wake --help",
                "sleep app all --reason x | all | See: headroom sleep --help",
            })
    void aMistakeIsToldWithWhatToTypeInstead(String typed, String told, String next) {
        String err = err(typed.replace("''", "").split(" ", -1));

        assertThat(err).startsWith("headroom: ").contains(told, next).doesNotContain("\tat ", "Exception");
        assertThat(err.lines().count()).isLessThan(10);
    }

    @Test
    void whatIsWatchedTooOftenIsRefused() {
        assertThat(err("status", "--watch=0")).contains("--watch takes 1 second or more, found 0");
    }

    @Test
    void whatTheApiRefusesIsToldByTheOptionThatWasTyped() {
        ApiException refused = new ApiException(Main.USAGE, "ttl must be a duration over 0, found \"soon\"; write it");
        assertThat(refused.naming(Map.of("ttl", "--for")))
                .hasMessage("--for must be a duration over 0, found \"soon\"; write it");
        assertThat(refused.naming(Map.of("tt", "--x"))).isSameAs(refused);
    }

    @Test
    void aUserOrAPasswordInTheUrlIsRefusedAndNotShown() {
        assertThat(err("status", "--url", "http://ana:S3CRET@127.0.0.1:1"))
                .isEqualTo(
                        "headroom: --url must hold no user and no password; name the file of a token by --token-file\n");
    }

    @Test
    void everyCommandHasTheNameThatItIsFoundBy() {
        assertThat(Main.commandLine().getSubcommands().keySet()).containsExactlyInAnyOrderElementsOf(Main.COMMANDS);
        for (String name : Main.COMMANDS) {
            assertThat(Main.commandLine(name).getSubcommands())
                    .as("what %s loads", name)
                    .containsKey(name);
        }
    }

    @Test
    void everyCommandExplainsItself() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
            assertThat(help).as(command.getCommandName()).contains("Usage: headroom " + command.getCommandName());
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        }
    }

    /** The list of commands has the first line of what each says. */
    @Test
    void theListOfCommandsBreaksOffInNoSentence() {
        everyCommand(Main.commandLine())
                .forEach(command -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as(command.getCommandName())
                        .endsWith("."));
        String list = Main.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF);
        assertThat(list).contains("\n  version     Prints", "\n  ttl         Tunes");
    }

    private static Stream<CommandLine> everyCommand(CommandLine of) {
        return of.getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), everyCommand(command)));
    }

    /** A lone % in it makes picocli warn in the middle of the help. */
    @Test
    void everyTextAboveAndBelowTheOptionsIsAFormat() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            Stream.of(usage.description(), usage.header(), usage.footer())
                    .flatMap(Stream::of)
                    .forEach(text -> assertThatCode(() -> String.format(text))
                            .as("%s: %s", command.getCommandName(), text)
                            .doesNotThrowAnyException());
        }
    }

    private static String err(String... typed) {
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(typed).setErr(new PrintWriter(err)).execute(typed);
        assertThat(exit).as(err.toString()).isEqualTo(Main.USAGE);
        return err.toString();
    }
}

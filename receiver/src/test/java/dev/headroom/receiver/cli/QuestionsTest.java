package dev.headroom.receiver.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.init.InitException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private Questions answered(String answers) {
        return new Questions(new ByteArrayInputStream(answers.getBytes(US_ASCII)), new PrintStream(shown));
    }

    @Test
    void anEmptyAnswerIsTheUsualOne() {
        Questions questions = answered("chat\n\n  api \n");

        assertThat(questions.ask("vllm?", "vllm")).isEqualTo("chat");
        assertThat(questions.ask("fastapi?", "fastapi")).isEqualTo("fastapi");
        assertThat(questions.ask("web?", "web")).isEqualTo("api");
        assertThat(shown).hasToString("vllm? [vllm] fastapi? [fastapi] web? [web] ");
    }

    @Test
    void whereNobodyAnswersItIsSaidHowToGoOn() {
        assertThatThrownBy(() -> answered("").ask("vllm?", "vllm"))
                .isInstanceOf(InitException.class)
                .hasMessage("nobody answers; add --yes to take what is found, or --diff to see it");
    }
}

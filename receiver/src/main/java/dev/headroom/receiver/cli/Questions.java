package dev.headroom.receiver.cli;

import dev.headroom.receiver.init.InitException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Asks whoever has typed the command, a line a question. */
final class Questions {
    private final BufferedReader answers;
    private final PrintStream out;

    Questions(InputStream answers, PrintStream out) {
        this.answers = new BufferedReader(new InputStreamReader(answers, Charset.defaultCharset()));
        this.out = out;
    }

    /**
     * The answer, or the usual one where that is empty.
     *
     * @throws InitException where nobody is there who could answer
     */
    String ask(String question, String usual) {
        out.print(Plain.of("%s [%s] ".formatted(question, usual)));
        out.flush();
        try {
            String answer = answers.readLine();
            if (answer != null) {
                return answer.isBlank() ? usual : answer.strip();
            }
        } catch (IOException e) {
            // as if nobody were there
        }
        throw new InitException("nobody answers; add --yes to take what is found, or --diff to see it");
    }
}

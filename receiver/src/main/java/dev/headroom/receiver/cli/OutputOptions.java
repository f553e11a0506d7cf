package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How an answer is printed: for people, or as the API gave it. */
final class OutputOptions {

    @Option(names = "--json", description = "Prints the API's answer.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** Prints the answer; {@code people} is handed it without anything that a terminal obeys. */
    void print(JsonNode answer, Consumer<JsonNode> people) {
        if (json) {
            System.out.println(answer.toPrettyString());
        } else {
            people.accept(Plain.of(answer));
        }
    }
}

package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headroom.receiver.target.Fence;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StraysTest {
    private final AtomicLong term = new AtomicLong(7);
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final Strays strays = new Strays(new Fence(leads::get, term::get));

    /** As {@code id:term}; an id alone bears none. */
    private static ArrayNode list(String... containers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String container : containers) {
            String[] parts = container.split(":");
            list.addObject().put("Id", parts[0]).putObject("Labels");
            if (parts.length > 1) {
                list.get(list.size() - 1).withObject("/Labels").put("dev.headroom.term", parts[1]);
            }
        }
        return list;
    }

    @Test
    void whatIsThereAtTheFirstLookOfATermIsTakenOver() {
        assertThat(strays.among("app", list("a:5", "b:6", "c"))).isEmpty();
        assertThat(strays.among("app", list("a:5", "b:6", "c"))).isEmpty();
    }

    @Test
    void whatComesLaterWithAnEarlierTermIsAstray() {
        strays.among("app", list("a:6"));

        assertThat(strays.among("app", list("a:6", "late:6", "mine:7", "newer:8", "composes")))
                .containsExactly("late");
        assertThat(strays.among("llm", list("late:6")))
                .as("each service has a first look of its own")
                .isEmpty();
    }

    @Test
    void aNewTermLooksAnew() {
        strays.among("app", list());
        assertThat(strays.among("app", list("late:6"))).containsExactly("late");

        term.set(9);

        assertThat(strays.among("app", list("late:6", "mine:7"))).isEmpty();
        assertThat(strays.among("app", list("late:6", "mine:7", "later:7"))).containsExactly("later");
    }

    @Test
    void whoDoesNotLeadOrHasNoTermKnowsNone() {
        leads.set(false);
        strays.among("app", list());
        assertThat(strays.among("app", list("a:1"))).isEmpty();
        leads.set(true);
        assertThat(strays.among("app", list("a:1")))
                .as("the first look of one that leads")
                .isEmpty();

        term.set(0);
        assertThat(strays.possible()).isFalse();
        assertThat(strays.among("app", list("a:1", "b:2"))).isEmpty();
    }
}

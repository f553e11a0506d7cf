package dev.headroom.receiver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void aNameThatComesTwiceIsSeenWhateverTheObjectBefore() {
        Random random = new Random(19);
        Names names = new Names();
        List<String> object = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(3) == 0) {
                object = random.ints(random.nextInt(6), 0, 6)
                        .mapToObj(String::valueOf)
                        .toList();
            }
            Set<String> seen = new HashSet<>();
            names.begin();
            for (String name : object) {
                assertThat(names.again(name)).as("%s in %s", name, object).isEqualTo(!seen.add(name));
            }
        }
    }
}

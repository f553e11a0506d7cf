package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a service beside its count.
 *
 * @param all that sleep, those that are about to be woken too, by rising number
 * @param waking how many of them are about to be woken
 * @param untold those that belong to the count, and whose server does not tell whether it sleeps: each with the reason
 * @param beds how many more may sleep; empty where nothing bounds them
 * @param wake how long one takes to wake, as the latest did; null before the first
 */
public record Sleepers(
        List<Sleeper> all,
        int waking,
        List<String> untold,
        OptionalInt beds,
        @Nullable Duration wake) {

    /**
     * One that sleeps.
     *
     * @param since when; null where that is not known yet
     */
    public record Sleeper(String replica, @Nullable Instant since) {
        private String inWords(Times times, Instant now) {
            return since == null ? replica : replica + " since " + times.at(since, now);
        }
    }

    public Sleepers {
        all = List.copyOf(all);
        untold = List.copyOf(untold);
    }

    /** How many sleep, and are to. */
    public int asleep() {
        return all.size() - waking;
    }

    /** Who sleeps, what an up and a down do with that, and what keeps them from it. */
    public String inWords(Times times, Instant now) {
        List<String> clauses = new ArrayList<>();
        String names = all.stream().map(sleeper -> sleeper.inWords(times, now)).collect(Collectors.joining(", "));
        clauses.add(all.isEmpty() ? "none asleep" : "asleep: " + names);
        if (!all.isEmpty()) {
            clauses.add("an up wakes first" + took());
        }
        if (beds.isPresent()) {
            clauses.add("host_memory holds " + (beds.getAsInt() == 0 ? "no more" : beds.getAsInt() + " more"));
        }
        untold.forEach(why -> clauses.add(why + ", and neither up nor down is done until it tells"));
        return String.join("; ", clauses);
    }

    private String took() {
        return wake == null ? "" : String.format(Locale.ROOT, ", which took %.1f s lately", wake.toMillis() / 1000.0);
    }
}

package dev.headroom.receiver.policy;

import java.util.Locale;
import java.util.regex.Pattern;

/** What more replicas do to the signal of a trigger: the key {@code effect}. */
public enum Benefit {
    /** The signal is load itself, as a queue, utilisation or demand is: more replicas take it up. */
    LOAD,
    /** They may help or not, as with latency, memory and failures: whether they do is judged by what came of ups. */
    JUDGED,
    /** They are taken to help, whatever came of ups. */
    ASSUMED;

    /** Where a name says none of these, the signal is taken for load: then no up is withheld. */
    private static final Pattern MAY_HELP_OR_NOT =
            Pattern.compile("latency|duration|response|memory|vram|error|fail|checkpoint");

    /** As the policy writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is taken where the policy does not say. */
    public static Benefit of(String trigger) {
        return MAY_HELP_OR_NOT.matcher(trigger.toLowerCase(Locale.ROOT)).find() ? JUDGED : LOAD;
    }
}

package dev.headroom.receiver.kills;

import java.util.ArrayList;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param lost alerts that were neither acted on nor refused, notifications answered 200 and forgotten, and effects that a
 *     finished action lacks
 * @param doubled effects that no action accounts for
 * @param broken other invariants that did not hold, in words
 */
public record Findings(int kills, int actions, int lost, int doubled, List<String> broken) {

    static final Findings NONE = new Findings(0, 0, 0, 0, List.of());

    Findings plus(Findings other) {
        List<String> both = new ArrayList<>(broken);
        both.addAll(other.broken);
        return new Findings(
                kills + other.kills, actions + other.actions, lost + other.lost, doubled + other.doubled, both);
    }

    public boolean clean() {
        return lost == 0 && doubled == 0 && broken.isEmpty();
    }

    /** A figure of none in n bounds the rate by about 3 / n, with 95 % confidence. */
    @Override
    public String toString() {
        String line = "kills %d, actions %d, lost %d, doubled %d".formatted(kills, actions, lost, doubled);
        return clean()
                ? line + " (none in %d kills bounds the rate at %.1f %% only)".formatted(kills, 300.0 / kills)
                : line + "\n" + String.join("\n", broken);
    }
}

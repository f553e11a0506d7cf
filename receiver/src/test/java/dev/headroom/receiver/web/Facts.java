package dev.headroom.receiver.web;

import dev.headroom.receiver.web.Scenes.State;
import java.util.List;
import java.util.stream.Stream;

/** What a person must read within the first screen. */
record Facts(String wrong, String since, String does, String can) {

    static final Facts ROTATED = new Facts(
            "That token is not valid", "refused at 04:00:0", "Goes on scaling", "the token_file of the receiver");

    static final Facts GONE = new Facts(
            "Not live: the receiver does not answer.",
            "as of 04:00:00 (UTC)",
            "Whether it scales is not known.",
            "See that the receiver runs");

    static Facts of(State state) {
        return switch (state) {
            case WELL ->
                new Facts("All is well: ", "Last news from Alertmanager ", "In the last hour: 1 up.", "All actions");
            case FAILED ->
                new Facts(
                        "failed to go from 3 to 4",
                        "for 12m ",
                        "Has restored the count before.",
                        "Read the log of the replica");
            case BLIND ->
                new Facts(
                        "Blind: no sign of life from Prometheus",
                        "for 12m ",
                        "neither up nor down",
                        "See that Prometheus runs");
            case TARGET_GONE ->
                new Facts(
                        "Docker at unix:///var/run/docker.sock does not answer",
                        "since 03:47:26",
                        "Leaves those services as they are",
                        "Bring the target back");
            case FROZEN ->
                new Facts(
                        "freeze until 05:00:30 by ana: incident 4711, do not touch",
                        "for 12m ",
                        "Does nothing to it until 05:00:30",
                        "Ask ana. Release ends it now.");
            case ALERTS ->
                new Facts(
                        "30 alerts fire: LLMQueueBuildup × 30.",
                        "for 12m ",
                        "Stays at 3 at least until 04:03:20.",
                        "Scale acts at once, where it cannot wait.");
        };
    }

    /** Those that are not in a text. */
    List<String> missingIn(String seen) {
        return Stream.of(wrong, since, does, can)
                .filter(fact -> !seen.contains(fact))
                .toList();
    }
}

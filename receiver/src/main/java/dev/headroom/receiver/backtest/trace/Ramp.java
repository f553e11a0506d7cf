package dev.headroom.receiver.backtest.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A made load in stages, each of which brings requests evenly, as generators of load do.
 *
 * @param context tokens of a prompt on average, of which each has up to a tenth more or less
 * @param generated tokens of an answer likewise
 * @param seed the same seed makes the same requests
 */
public record Ramp(List<Stage> stages, double context, double generated, long seed) {

    private static final double SPREAD = 0.1;

    /** So many requests a second, for so many seconds. */
    public record Stage(double rate, double seconds) {}

    public Ramp {
        stages = List.copyOf(stages);
    }

    /** Its requests. */
    public Trace trace(Instant begins, Speed speed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>();
        double stageBegins = 0;
        for (Stage stage : stages) {
            long count = Math.round(stage.rate() * stage.seconds());
            for (long number = 0; number < count; number++) {
                requests.add(speed.request(
                        stageBegins + number / stage.rate(), around(context, random), around(generated, random)));
            }
            stageBegins += stage.seconds();
        }
        return new Trace(begins, stageBegins, requests);
    }

    private static double around(double mean, SplittableRandom random) {
        return Math.max(1, Math.rint(mean * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
    }
}

package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the unloading of models from one GPU is; pure. One model a step: after each it is measured what came free, and
 * where nothing did, no more is unloaded until something has.
 *
 * @param model the one unloaded last, in words
 * @param since when it was
 * @param freeBefore bytes that were free then
 * @param freeLast bytes that were free at the last look
 */
public record Unloading(Phase phase, String model, Instant since, long freeBefore, long freeLast) {

    /** So long after an unload something must have come free. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PERCENT = 100;

    /** What is waited for. */
    public enum Phase {
        IDLE,
        /** A model was unloaded; what it has freed is not known yet. */
        MEASURING,
        /** Nothing came free. */
        STUCK,
        /** A model was unloaded that another GPU should be rid of, and that may be here, too. */
        BESIDE
    }

    /** What follows from a look. */
    public enum Act {
        NOTHING,
        /** A model should be unloaded. */
        UNLOAD,
        /** What came free is known. */
        FREED,
        /** Nothing came free in time. */
        NOTHING_FREED
    }

    /** Where it is after a look, and what to do or tell. */
    public record Next(Unloading state, Act act) {}

    public static Unloading idle() {
        return new Unloading(Phase.IDLE, "", Instant.EPOCH, 0, 0);
    }

    /** After a model was unloaded. */
    public static Unloading of(String model, Gpu gpu, Instant now) {
        return new Unloading(
                Phase.MEASURING, model, now, gpu.memory().free(), gpu.memory().free());
    }

    /** After a model was unloaded from another GPU, of which this one may have had a part. */
    public Unloading beside(String other, Gpu gpu, Instant now) {
        Unloading measuring = of(other, gpu, now);
        return phase == Phase.STUCK ? measuring : measuring.in(Phase.BESIDE, gpu);
    }

    /** Whether it is not known yet what an unload has freed here. */
    public boolean measures() {
        return phase == Phase.MEASURING || phase == Phase.BESIDE;
    }

    /**
     * What to do after a look at the GPU.
     *
     * @param wanted whether a model should go
     */
    public Next next(Gpu gpu, boolean wanted, Instant now) {
        return switch (phase) {
            case IDLE -> new Next(this, wanted ? Act.UNLOAD : Act.NOTHING);
            case STUCK -> new Next(grown(gpu) ? idle() : this, Act.NOTHING);
            case MEASURING -> measured(gpu, now);
            case BESIDE -> new Next(isOver(now) ? idle() : this, Act.NOTHING);
        };
    }

    /** It may come free bit by bit: known is what two looks in a row agree on. */
    private Next measured(Gpu gpu, Instant now) {
        boolean over = isOver(now);
        boolean settled = !atLeastOnePercent(Math.abs(gpu.memory().free() - freeLast), gpu);
        if (grown(gpu) && (settled || over)) {
            return new Next(idle(), Act.FREED);
        }
        return over
                ? new Next(in(Phase.STUCK, gpu), Act.NOTHING_FREED)
                : new Next(in(Phase.MEASURING, gpu), Act.NOTHING);
    }

    private boolean isOver(Instant now) {
        return !now.isBefore(since.plus(PATIENCE));
    }

    /** Bytes that came free since the unload. */
    public long freed(Gpu gpu) {
        return gpu.memory().free() - freeBefore;
    }

    private boolean grown(Gpu gpu) {
        return atLeastOnePercent(freed(gpu), gpu);
    }

    private static boolean atLeastOnePercent(long bytes, Gpu gpu) {
        return (double) bytes * PERCENT >= gpu.memory().total();
    }

    private Unloading in(Phase other, Gpu gpu) {
        return new Unloading(other, model, since, freeBefore, gpu.memory().free());
    }
}

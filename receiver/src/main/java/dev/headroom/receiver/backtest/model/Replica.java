package dev.headroom.receiver.backtest.model;

/** One replica; {@code readyAt} is when it takes work, in seconds since the trace began. */
public final class Replica {
    private final int number;
    private final double startedAt;
    private final double readyAt;
    private final Engine engine;

    Replica(int number, double startedAt, double readyAt, Engine engine) {
        this.number = number;
        this.startedAt = startedAt;
        this.readyAt = readyAt;
        this.engine = engine;
    }

    public int number() {
        return number;
    }

    public double startedAt() {
        return startedAt;
    }

    public double readyAt() {
        return readyAt;
    }

    Engine engine() {
        return engine;
    }
}

package dev.headroom.receiver.backtest.candidate;

/** Leaves the count as it is. */
record FixedScaler(int replicas) implements Scaler {

    private static final int NEVER = 3600;

    @Override
    public void step(long seconds) {
        // nothing to do
    }

    @Override
    public int rhythm() {
        return NEVER;
    }

    @Override
    public int max() {
        return replicas;
    }
}

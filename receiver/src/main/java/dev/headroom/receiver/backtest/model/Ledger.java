package dev.headroom.receiver.backtest.model;

/** Told of everything that happens to requests; times in seconds since the trace began. */
public interface Ledger {

    void arrived();

    /** It waited so long, and will need so long. */
    void begun(double wait, double work);

    /** {@code duration} is from its arrival. */
    void done(double at, double duration);

    void failed(double at);
}

package dev.headroom.receiver.backtest.model;

import java.util.Arrays;

/** What has become of all requests so far. */
public final class Requests implements Ledger {

    private static final double P90 = 0.9;

    private final Objective objective;
    private final double giveUp;
    private final Numbers waits = new Numbers();
    private final Numbers doneAt = new Numbers();
    private final Numbers durations = new Numbers();
    private final Numbers failedAt = new Numbers();
    private final Numbers firstTokenAt = new Numbers();
    private final Numbers ttfts = new Numbers();
    private final Numbers tpots = new Numbers();
    private int arrived;
    private int inTime;

    /**
     * None yet.
     *
     * @param objective what each should keep to
     * @param giveUp seconds after which one has failed
     */
    public Requests(Objective objective, double giveUp) {
        this.objective = objective;
        this.giveUp = giveUp;
    }

    @Override
    public void arrived() {
        arrived++;
    }

    @Override
    public void begun(double wait, double work) {
        waits.add(wait);
        inTime += objective instanceof Objective.Begin begin && wait <= begin.seconds() ? 1 : 0;
    }

    @Override
    public void firstToken(double at, double ttft) {
        firstTokenAt.add(at);
        ttfts.add(ttft);
    }

    @Override
    public void streamed(double ttft, double tpot) {
        tpots.add(tpot);
        inTime +=
                objective instanceof Objective.Stream stream && ttft <= stream.ttft() && tpot <= stream.tpot() ? 1 : 0;
    }

    @Override
    public void done(double at, double duration) {
        doneAt.add(at);
        durations.add(duration);
    }

    @Override
    public void failed(double at) {
        failedAt.add(at);
        waits.add(giveUp);
    }

    public int count() {
        return arrived;
    }

    public int served() {
        return doneAt.size();
    }

    public int failed() {
        return failedAt.size();
    }

    /** The share of all requests that kept to the objective, 0 to 1; 1 where there was none. */
    public double withinObjective() {
        return arrived == 0 ? 1 : (double) inTime / arrived;
    }

    /** The time that 99 of 100 waited at most, until they began or failed, in seconds; 0 of none. */
    public double p99Wait() {
        return waits.size() == 0 ? 0 : waits.quantile(0.99);
    }

    /** Seconds from arrival to the first token that 90 of 100 got it within at most; NaN of none. */
    public double p90Ttft() {
        return ttfts.quantile(P90);
    }

    /** Seconds from one token to the next, that 90 of 100 needed at most; NaN of none. */
    public double p90Tpot() {
        return tpots.quantile(P90);
    }

    /** The same of those whose first token came within {@code window} seconds before {@code now}. */
    double p90Ttft(double now, double window) {
        return Numbers.quantile(ttfts.between(firstTokenAt.firstAfter(now - window), ttfts.size()), P90);
    }

    /** The same of those that were done then; for replicas that batch. */
    double p90Tpot(double now, double window) {
        return Numbers.quantile(tpots.between(doneAt.firstAfter(now - window), tpots.size()), P90);
    }

    /** Of all, those that failed included; in seconds. */
    public double meanWait() {
        return Arrays.stream(waits.between(0, waits.size())).average().orElse(0);
    }

    /** The quantile of the time from arrival to end of those done within {@code window} seconds before {@code now}; 0 of none. */
    double duration(double share, double now, double window) {
        double[] recent = recentDurations(now, window);
        return recent.length == 0 ? 0 : Numbers.quantile(recent, share);
    }

    /** As {@link #duration}, but the mean; NaN of none. */
    double meanDuration(double now, double window) {
        return Arrays.stream(recentDurations(now, window)).average().orElse(Double.NaN);
    }

    private double[] recentDurations(double now, double window) {
        return durations.between(doneAt.firstAfter(now - window), durations.size());
    }

    /** The share of those that ended within the window which failed; NaN where none ended. */
    double failureRatio(double now, double window) {
        return (double) failed(now, window) / ended(now, window);
    }

    /** How many ended within the window. */
    int ended(double now, double window) {
        return doneAt.size() - doneAt.firstAfter(now - window) + failed(now, window);
    }

    private int failed(double now, double window) {
        return failedAt.size() - failedAt.firstAfter(now - window);
    }
}

package dev.headroom.receiver.backtest.model;

/** Told of everything that happens to requests; times in seconds since the trace began. */
public interface Ledger {

    void arrived();

    /** It waited so long, and will need so long where nothing else is worked on. */
    void begun(double wait, double work);

    /** Its first token came {@code ttft} seconds after it; told by replicas that batch alone, as is what it was streamed with. */
    void firstToken(double at, double ttft);

    /**
     * Its last token came, too; what follows is {@link #done}.
     *
     * @param ttft seconds from its arrival to its first token
     * @param tpot mean seconds from one token to the next; 0 of one token
     */
    void streamed(double ttft, double tpot);

    /** {@code duration} is from its arrival. */
    void done(double at, double duration);

    void failed(double at);
}

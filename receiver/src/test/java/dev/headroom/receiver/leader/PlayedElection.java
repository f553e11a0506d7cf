package dev.headroom.receiver.leader;

/** One that says what it is told. */
public final class PlayedElection implements Election {
    private volatile boolean leads;
    private volatile long term;

    public PlayedElection(boolean leads, long term) {
        this.leads = leads;
        this.term = term;
    }

    public void set(boolean nowLeads, long nowTerm) {
        leads = nowLeads;
        term = nowTerm;
    }

    @Override
    public Candidate candidate() {
        return new Candidate("played", "");
    }

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public String leader() {
        return leads ? "played" : "another one";
    }

    @Override
    public boolean isLed() {
        return true;
    }

    @Override
    public void resign() {
        leads = false;
    }

    @Override
    public void close() {
        leads = false;
    }
}

package dev.headroom.ttltuner.replay;

/** The specification's 3.4 as it is written, without any guard but the bounds: the law to beat. */
public final class SpecLaw implements Law {
    @Override
    public String name() {
        return "step, as specified";
    }

    @Override
    public int decide(Ledger ledger, int ttl, long now) {
        Setup setup = ledger.setup();
        double rate = ledger.hitRate(now - setup.pace().every().toMillis(), now);
        if (rate < setup.target()) {
            return setup.bounds().clip((int) (ttl * 1.5));
        }
        return rate > setup.target() + 0.15 && ttl > 300 ? setup.bounds().clip((int) (ttl * 0.8)) : ttl;
    }
}

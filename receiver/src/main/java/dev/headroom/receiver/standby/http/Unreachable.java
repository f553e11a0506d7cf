package dev.headroom.receiver.standby.http;

import dev.headroom.receiver.standby.Sight;
import dev.headroom.receiver.standby.SleepException;
import dev.headroom.receiver.standby.SleepingServer;

/** One that nobody can ask. */
record Unreachable(String why) implements SleepingServer {

    @Override
    public Sight look() {
        return Sight.unknown(why);
    }

    @Override
    public void sleep(int level) throws SleepException {
        throw new SleepException(why, true);
    }

    @Override
    public void wake(int level) throws SleepException {
        throw new SleepException(why, true);
    }
}

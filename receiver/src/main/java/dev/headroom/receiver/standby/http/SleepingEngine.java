package dev.headroom.receiver.standby.http;

import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.engine.EngineClient;
import dev.headroom.receiver.standby.Sight;
import dev.headroom.receiver.standby.SleepException;
import dev.headroom.receiver.standby.SleepingServer;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** An engine with one model. */
record SleepingEngine(EngineClient client) implements SleepingServer {

    @Override
    public Sight look() {
        try {
            boolean sleeps = client.sleeps().orElseThrow(() -> new ModelServerException("does not tell"));
            return sleeps ? Sight.asleep() : awake();
        } catch (ModelServerException e) {
            return Sight.unknown(String.valueOf(e.getMessage()));
        }
    }

    private Sight awake() {
        try {
            OptionalDouble requests = client.requests().active();
            return requests.isPresent() ? Sight.awake((int) Math.ceil(requests.getAsDouble())) : busy(untold());
        } catch (ModelServerException e) {
            return busy(String.valueOf(e.getMessage()));
        }
    }

    private String untold() {
        return client.looks().url() + client.engine().metrics() + " does not tell all of "
                + client.engine().active().stream().sorted().toList() + "; "
                + client.engine().need();
    }

    private static Sight busy(String why) {
        return new Sight(Sight.Mode.AWAKE, OptionalInt.empty(), why);
    }

    @Override
    public void sleep(int level) throws SleepException {
        mustWakeFrom(level);
        Order.give(() -> client.sleep(level));
    }

    @Override
    public void wake(int level) throws SleepException {
        mustWakeFrom(level);
        Order.give(() -> client.wake(level));
    }

    private void mustWakeFrom(int level) throws SleepException {
        if (!client.engine().waking().containsKey(level)) {
            throw new SleepException(client.looks().url() + " cannot wake by itself from level " + level, true);
        }
    }
}

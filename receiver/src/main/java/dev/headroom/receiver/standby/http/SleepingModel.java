package dev.headroom.receiver.standby.http;

import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.triton.TritonClient;
import dev.headroom.receiver.standby.Sight;
import dev.headroom.receiver.standby.SleepException;
import dev.headroom.receiver.standby.SleepingServer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/** A model of Triton: it sleeps while it is unloaded. Triton tells no running requests, so one is idle when its last use is long ago. */
record SleepingModel(TritonClient client, String model, InstantSource clock) implements SleepingServer {

    @Override
    public Sight look() {
        try {
            String state = client.states().getOrDefault(model, "not in its repository");
            return switch (state) {
                case "READY" -> awake();
                case TritonClient.UNLOADED -> Sight.asleep();
                default -> Sight.unknown(client.looks().url() + " says that " + model + " is " + state);
            };
        } catch (ModelServerException e) {
            return Sight.unknown(String.valueOf(e.getMessage()));
        }
    }

    private Sight awake() throws ModelServerException {
        long last = client.lastInference(model);
        Instant used = last == 0 ? null : Instant.ofEpochMilli(last);
        return Use.since(used, 0, clock.instant()).work() == Use.Work.IDLE
                ? Sight.awake(0)
                : new Sight(
                        Sight.Mode.AWAKE,
                        OptionalInt.empty(),
                        client.looks().url() + " does not tell whether it works on " + model
                                + ", which was used less than " + Use.QUIET.toSeconds() + " s ago");
    }

    @Override
    public void sleep(int level) throws SleepException {
        Order.give(() -> client.unload(model));
    }

    @Override
    public void wake(int level) throws SleepException {
        Order.give(() -> client.load(model));
    }
}

package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.trace.Ramp;
import dev.headroom.receiver.backtest.trace.Speed;
import dev.headroom.receiver.backtest.trace.Trace;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;

/** Requests that are made: a ramp, at noon of a Thursday. */
public record RampSource(String text, Ramp ramp, Speed speed) implements Arrivals {

    private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

    @Override
    public Trace trace(ZoneId zone) {
        return ramp.trace(DAY.atTime(LocalTime.NOON).atZone(zone).toInstant(), speed);
    }

    @Override
    public Arrivals reseeded(long further) {
        return new RampSource(
                text, new Ramp(ramp.stages(), ramp.context(), ramp.generated(), ramp.seed() + further), speed);
    }

    @Override
    public String words(Trace trace) {
        return String.format(
                Locale.ROOT,
                "ramp %s of %.0f and %.0f tokens: %,d requests in %.1f hours, seed %d",
                text,
                ramp.context(),
                ramp.generated(),
                trace.requests().size(),
                trace.seconds() / 3600,
                ramp.seed());
    }
}

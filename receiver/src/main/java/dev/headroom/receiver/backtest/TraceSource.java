package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Speed;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.backtest.trace.TraceFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Requests that really came, from a file.
 *
 * @param day whether a day is made of the trace's first hour
 */
public record TraceSource(Path file, Speed speed, Shape shape, boolean day) implements Arrivals {

    /** The requests; a day begins at midnight of {@code zone}, all else at the full minute before its first request. */
    @Override
    public Trace trace(ZoneId zone) {
        Trace read = TraceFile.read(file, speed);
        if (day) {
            Instant midnight =
                    read.begins().atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant();
            return shape.day(read, midnight);
        }
        return shape.scaled(read.from(read.begins().truncatedTo(ChronoUnit.MINUTES)));
    }

    @Override
    public Arrivals reseeded(long further) {
        return new TraceSource(file, speed, shape.reseeded(further), day);
    }

    @Override
    public String words(Trace trace) {
        return String.format(
                Locale.ROOT,
                "%s%s%s: %,d requests in %.1f hours, seed %d",
                file.getFileName(),
                day ? ", a day made of its first hour" : "",
                shape.scale() == 1 ? "" : ", " + shape.scale() + " times the requests",
                trace.requests().size(),
                trace.seconds() / 3600,
                shape.seed());
    }
}

package dev.headroom.receiver.schedule;

import java.time.LocalTime;
import java.util.Map;

/**
 * A named part of the day with replica counts, half open: {@code from} belongs to it, {@code to} does not.
 *
 * <p>{@code from} after {@code to} crosses midnight; equal times mean the whole day.
 *
 * @param replicas replicas wanted at least, by service
 */
public record Window(String name, LocalTime from, LocalTime to, Map<String, Integer> replicas) {

    public Window {
        replicas = Map.copyOf(replicas);
    }

    public boolean contains(LocalTime time) {
        if (from.equals(to)) {
            return true;
        }
        boolean afterFrom = !time.isBefore(from);
        boolean beforeTo = time.isBefore(to);
        return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }

    public boolean overlaps(Window other) {
        return contains(other.from) || other.contains(from);
    }
}

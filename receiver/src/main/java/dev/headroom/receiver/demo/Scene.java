package dev.headroom.receiver.demo;

import java.time.Duration;
import java.util.List;

/**
 * A part of the day.
 *
 * @param at when it begins, since midnight
 * @param lasts how long its alerts fire
 * @param title what happens, for the viewer
 */
record Scene(Duration at, Duration lasts, String title, List<DemoAlert> alerts) {

    static Scene at(int hour, int minute, int lastsMinutes, String title, DemoAlert... alerts) {
        return new Scene(
                Duration.ofHours(hour).plusMinutes(minute), Duration.ofMinutes(lastsMinutes), title, List.of(alerts));
    }

    boolean firesAt(Duration time) {
        return time.compareTo(at) >= 0 && time.compareTo(at.plus(lasts)) < 0;
    }
}

package dev.headroom.receiver.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Plays the day's alerts as Alertmanager does: again every two minutes while they fire, and once when they end. */
final class Player {

    private static final Duration REPEAT = Duration.ofMinutes(2);

    private final Notifications notifications;
    private final SteppedClock clock;
    private final Instant midnight;
    private final Consumer<Scene> announce;
    private final SteppedClock.Step judged;
    private final Map<DemoAlert, Instant> firing = new HashMap<>();

    /** {@code judged} waits until the receiver has judged a step; else a busy machine would miss some of a scene's. */
    Player(
            Notifications notifications,
            SteppedClock clock,
            Instant midnight,
            Consumer<Scene> announce,
            SteppedClock.Step judged) {
        this.notifications = notifications;
        this.clock = clock;
        this.midnight = midnight;
        this.announce = announce;
        this.judged = judged;
    }

    void play(List<Scene> scenes) throws InterruptedException {
        Set<Scene> announced = new HashSet<>();
        for (Duration time = Day.BEGINS; time.compareTo(Day.ENDS) < 0; time = time.plus(REPEAT)) {
            Instant now = midnight.plus(time);
            judged.taken(clock.instant());
            clock.runUntil(now, quiet() ? step -> {} : judged);
            for (Scene scene : scenes) {
                if (scene.at().compareTo(time) <= 0 && announced.add(scene)) {
                    announce.accept(scene);
                }
            }
            send(wanted(scenes, time), now);
        }
    }

    /** Whether nothing fires but the watchdog, so that a step more or less in two minutes makes no difference. */
    private boolean quiet() {
        return firing.size() <= 1;
    }

    private static Set<DemoAlert> wanted(List<Scene> scenes, Duration time) {
        Set<DemoAlert> wanted = new HashSet<>(Set.of(DemoAlert.watchdog()));
        scenes.stream().filter(scene -> scene.firesAt(time)).forEach(scene -> wanted.addAll(scene.alerts()));
        return wanted;
    }

    private void send(Set<DemoAlert> wanted, Instant now) throws InterruptedException {
        for (DemoAlert ended : firing.keySet().stream()
                .filter(alert -> !wanted.contains(alert))
                .toList()) {
            notifications.resolved(ended, started(ended, now), now);
            firing.remove(ended);
        }
        for (DemoAlert alert : wanted) {
            notifications.firing(alert, started(alert, now));
        }
    }

    private Instant started(DemoAlert alert, Instant now) {
        return firing.computeIfAbsent(alert, added -> now);
    }
}

package dev.headroom.receiver.oracle;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The containers there are. Every change goes to the log first, and a new process begins with what the log tells. */
final class Fleet {

    enum Status {
        CREATED,
        RUNNING,
        EXITED
    }

    /**
     * A container.
     *
     * @param seeded whether it was there before anybody scaled
     * @param term of the lead, as it is labelled; empty for none, and after the log was read again
     * @param asleep whether its server sleeps
     */
    record Unit(
            String id,
            String service,
            String name,
            int number,
            Status status,
            Instant createdAt,
            Instant changedAt,
            boolean seeded,
            String term,
            boolean asleep) {

        boolean counts() {
            return status != Status.EXITED && !asleep;
        }

        private Unit labelled(String with) {
            return new Unit(id, service, name, number, status, createdAt, changedAt, seeded, with, asleep);
        }

        private Unit now(Status next, Instant at) {
            return new Unit(id, service, name, number, next, createdAt, at, seeded, term, asleep);
        }

        private Unit asleep(boolean now) {
            return new Unit(id, service, name, number, status, createdAt, changedAt, seeded, term, now);
        }
    }

    private final EffectLog log;
    private final Map<String, Unit> units = new LinkedHashMap<>();

    Fleet(EffectLog log, Path file) {
        this.log = log;
        EffectLog.read(file).forEach(this::apply);
    }

    synchronized boolean isEmpty() {
        return units.isEmpty();
    }

    synchronized List<Unit> of(String service) {
        return units.values().stream()
                .filter(unit -> unit.service().equals(service))
                .sorted(Comparator.comparingInt(Unit::number))
                .toList();
    }

    synchronized Optional<Unit> byId(String id) {
        return Optional.ofNullable(units.get(id));
    }

    synchronized Optional<Unit> byName(String name) {
        return units.values().stream().filter(unit -> unit.name().equals(name)).findFirst();
    }

    /** A new container of the service; {@code kind} is {@code seed} or {@code create}. */
    synchronized Unit add(String kind, String service, String name, int number, String term) {
        String id = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        boolean seeded = kind.equals("seed");
        Unit unit =
                new Unit(id, service, name, number, Status.CREATED, Instant.now(), Instant.now(), seeded, term, false);
        happen(kind, unit, count(service) + 1);
        units.computeIfPresent(id, (same, made) -> made.labelled(term));
        return unit;
    }

    synchronized void start(Unit unit) {
        happen("start", unit, count(unit.service()) + (unit.counts() ? 0 : 1));
    }

    /** Its server is put to sleep, or woken; told even where nothing changes by it. */
    synchronized void sleep(Unit unit, boolean asleep) {
        int changed = unit.asleep() == asleep ? 0 : asleep ? -1 : 1;
        happen(asleep ? "sleep" : "wake", unit, count(unit.service()) + changed);
    }

    /** It sleeps from the beginning, before anybody looks. */
    synchronized void seedAsleep(Unit unit) {
        happen(Effect.SEED_ASLEEP, unit, count(unit.service()) - 1);
    }

    synchronized void stop(Unit unit) {
        happen("stop", unit, count(unit.service()) - (unit.counts() ? 1 : 0));
    }

    synchronized void remove(Unit unit) {
        happen("remove", unit, count(unit.service()) - (unit.counts() ? 1 : 0));
    }

    /** Something that is no change, but should be remembered among them. */
    synchronized void mark(String kind, String service, String name) {
        log.append(new Effect(Instant.now(), kind, service, name, "", 0, count(service)));
    }

    private int count(String service) {
        return (int) of(service).stream().filter(Unit::counts).count();
    }

    private void happen(String kind, Unit unit, int replicas) {
        Effect effect =
                new Effect(Instant.now(), kind, unit.service(), unit.name(), unit.id(), unit.number(), replicas);
        log.append(effect);
        apply(effect);
    }

    private void apply(Effect effect) {
        switch (effect.kind()) {
            case "seed" -> units.put(effect.id(), unit(effect, Status.RUNNING, true));
            case "create" -> units.put(effect.id(), unit(effect, Status.CREATED, false));
            case "start" -> units.computeIfPresent(effect.id(), (id, unit) -> unit.now(Status.RUNNING, effect.at()));
            case "stop" -> units.computeIfPresent(effect.id(), (id, unit) -> unit.now(Status.EXITED, effect.at()));
            case "sleep", Effect.SEED_ASLEEP -> units.computeIfPresent(effect.id(), (id, unit) -> unit.asleep(true));
            case "wake" -> units.computeIfPresent(effect.id(), (id, unit) -> unit.asleep(false));
            case "remove" -> units.remove(effect.id());
            default -> {
                // a mark
            }
        }
    }

    private static Unit unit(Effect effect, Status status, boolean seeded) {
        return new Unit(
                effect.id(),
                effect.service(),
                effect.name(),
                effect.number(),
                status,
                effect.at(),
                effect.at(),
                seeded,
                "",
                false);
    }
}

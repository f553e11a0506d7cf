package dev.headroom.receiver.decision;

import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The actions that guards still look back at, oldest first: the memory that they judge by. */
public final class Ledger {

    private static final Comparator<Entry> BY_TIME = Comparator.comparing(Entry::began)
            .thenComparing(entry -> entry.action().at())
            .thenComparing(entry -> entry.action().id());

    private final Map<String, List<Entry>> byService;

    private Ledger(Map<String, List<Entry>> byService) {
        this.byService = byService;
    }

    /**
     * An action with its times on the clock that only goes on, as {@link Moment#elapsed}.
     *
     * @param ended null while it runs
     */
    public record Entry(
            Action action, Duration began, @Nullable Duration ended) {

        /** As a process knows it that reads of it at {@code now} for the first time. */
        public static Entry recalled(Action action, Moment now) {
            return new Entry(
                    action,
                    now.recall(action.at()).elapsed(),
                    action.finishedAt() == null
                            ? null
                            : now.recall(action.finishedAt()).elapsed());
        }

        boolean up() {
            return action.direction() == Direction.UP;
        }

        boolean repair() {
            return action.source().kind() == Source.Kind.LOSS;
        }

        /** When it ended; while it runs, when it began. */
        Duration endedOrBegan() {
            return ended == null ? began : ended;
        }
    }

    public static Ledger empty() {
        return new Ledger(Map.of());
    }

    public static Ledger of(Collection<Entry> entries) {
        return new Ledger(entries.stream()
                .sorted(BY_TIME)
                .collect(Collectors.groupingBy(entry -> entry.action().service())));
    }

    /** The ledger of a process that reads of all of them at {@code now} for the first time. */
    public static Ledger at(Moment now, Collection<Action> actions) {
        return of(actions.stream().map(action -> Entry.recalled(action, now)).toList());
    }

    /** The ledger as if this action had never been. */
    Ledger without(Action taken) {
        return of(byService.values().stream()
                .flatMap(List::stream)
                .filter(entry -> !entry.action().id().equals(taken.id()))
                .toList());
    }

    /** The actions by which the service was scaled, that had an effect or may still have one, oldest first. */
    public List<Entry> of(String service) {
        return attempts(service).stream().filter(entry -> !entry.repair()).toList();
    }

    /** The same, and those that brought back what was lost. */
    List<Entry> attempts(String service) {
        return byService.getOrDefault(service, List.of()).stream()
                .filter(entry -> entry.action().result() != Action.Result.CANCELLED)
                .filter(entry -> entry.action().source().kind() != Source.Kind.FOREIGN)
                .toList();
    }

    /** The latest change of the service's count that somebody else made. */
    public Optional<Entry> drift(String service) {
        return byService.getOrDefault(service, List.of()).stream()
                .filter(entry -> entry.action().source().kind() == Source.Kind.FOREIGN)
                .reduce((earlier, later) -> later);
    }

    /**
     * Changes by somebody else that took back just what an action before had done, since a person last asked for a count; the
     * oldest first.
     */
    List<Entry> reversals(String service) {
        List<Entry> reversals = new ArrayList<>();
        Action before = null;
        for (Entry entry : byService.getOrDefault(service, List.of())) {
            Action action = entry.action();
            if (action.source().kind() == Source.Kind.MANUAL) {
                reversals.clear();
            }
            if (action.source().kind() != Source.Kind.FOREIGN) {
                before = action.result() == Action.Result.CANCELLED ? before : action;
            } else if (before != null && before.to() == action.from() && before.from() == action.to()) {
                reversals.add(entry);
                before = null;
            }
        }
        return reversals;
    }

    /** The id of what was last done to the service's count, by whomever; empty where nothing was. */
    String latest(String service) {
        List<Entry> all = byService.getOrDefault(service, List.of());
        return all.isEmpty() ? "" : all.get(all.size() - 1).action().id();
    }

    /** How many ups became healthy that began after that action; all of those that are known where it is not known any more. */
    long healthyUps(String service, String after) {
        return byService.getOrDefault(service, List.of()).stream()
                .dropWhile(
                        entry -> knows(service, after) && !entry.action().id().equals(after))
                .filter(entry -> !entry.action().id().equals(after) && !entry.repair() && entry.up())
                .filter(entry -> entry.action().source().kind() != Source.Kind.FOREIGN)
                .filter(entry -> entry.action().result() == Action.Result.DONE)
                .count();
    }

    private boolean knows(String service, String id) {
        return byService.getOrDefault(service, List.of()).stream()
                .anyMatch(entry -> entry.action().id().equals(id));
    }

    /** The service's latest action of this source, or one that started its cooldown. */
    public Optional<Entry> lastOf(String service, String source) {
        return last(service, entry -> entry.action().startsCooldownOf(source));
    }

    /** The service's latest action in this direction. */
    public Optional<Entry> last(String service, Direction direction) {
        return last(service, entry -> entry.action().direction() == direction);
    }

    /** The service's latest action. */
    Optional<Entry> last(String service) {
        return last(service, entry -> true);
    }

    private Optional<Entry> last(String service, Predicate<Entry> matching) {
        return of(service).stream().filter(matching).reduce((earlier, later) -> later);
    }
}

package dev.headroom.receiver.decision;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The actions of the last day, oldest first: the memory that the guards judge by. */
public final class Ledger {

    private final Map<String, List<Action>> byService;

    private Ledger(Map<String, List<Action>> byService) {
        this.byService = byService;
    }

    public static Ledger empty() {
        return new Ledger(Map.of());
    }

    /**
     * The ledger as seen at {@code now}. An action from the future, which a clock that was set back leaves behind,
     * counts as started now, so that no cooldown has more left than its length.
     */
    public static Ledger at(Instant now, Collection<Action> actions) {
        return new Ledger(actions.stream()
                .sorted(Comparator.comparing(Action::at).thenComparing(Action::id))
                .map(action -> action.at().isAfter(now) ? action.startedAt(now) : action)
                .collect(Collectors.groupingBy(Action::service)));
    }

    /** The ledger as if this action had never been. */
    Ledger without(Action taken) {
        return new Ledger(byService.values().stream()
                .flatMap(List::stream)
                .filter(action -> !action.id().equals(taken.id()))
                .collect(Collectors.groupingBy(Action::service)));
    }

    /** The service's own actions that had an effect or may still have one, oldest first. */
    public List<Action> of(String service) {
        return byService.getOrDefault(service, List.of()).stream()
                .filter(action -> action.result() != Action.Result.CANCELLED)
                .filter(action -> action.source().kind() != Source.Kind.FOREIGN)
                .toList();
    }

    /** The latest change of the service's count that somebody else made. */
    public Optional<Action> drift(String service) {
        return byService.getOrDefault(service, List.of()).stream()
                .filter(action -> action.source().kind() == Source.Kind.FOREIGN)
                .reduce((earlier, later) -> later);
    }

    /** The service's latest action of this source, or one that started its cooldown. */
    public Optional<Action> lastOf(String service, String source) {
        return last(service, action -> action.startsCooldownOf(source));
    }

    /** The service's latest action in this direction. */
    public Optional<Action> last(String service, Direction direction) {
        return last(service, action -> action.direction() == direction);
    }

    private Optional<Action> last(String service, Predicate<Action> matching) {
        return of(service).stream().filter(matching).reduce((earlier, later) -> later);
    }
}

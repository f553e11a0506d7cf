package dev.headroom.receiver.init;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A job of the scrape, or the part of one whose series say that they are of one service.
 *
 * @param service that its series say, or a person; empty where nobody does
 * @param labelled whether its series say so themselves
 * @param adapters that make something of them
 */
record Source(Facts.Job job, String service, boolean labelled, Set<String> names, List<Adapter> adapters) {
    private static final String CONTAINERS = "container_";
    private static final String GPUS = "nvidia_gpu_";

    static Source of(Facts.Job job, String service, boolean labelled, Set<String> names, Shipped shipped) {
        List<Adapter> fitting = shipped.adapters().stream()
                .filter(adapter -> adapter.fits(names))
                .toList();
        return new Source(job, service, labelled, names, chosen(fitting, job.labels()));
    }

    /** Of those that read the same series, the one whose labels are there. */
    private static List<Adapter> chosen(List<Adapter> fitting, Set<String> labels) {
        Comparator<Adapter> byLabels = Comparator.comparing((Adapter one) -> -count(one, labels, true))
                .thenComparing(one -> count(one, labels, false));
        return fitting.stream()
                .filter(one -> fitting.stream()
                        .noneMatch(other -> Shipped.isDouble(one, other) && byLabels.compare(other, one) < 0))
                .toList();
    }

    private static long count(Adapter adapter, Set<String> labels, boolean there) {
        return adapter.labels().stream()
                .filter(label -> labels.contains(label) == there)
                .count();
    }

    /** The names of its series, and those that the scrape gives them. */
    Stream<String> exported() {
        return Stream.concat(names.stream(), renamed(names, adapters));
    }

    private static Stream<String> renamed(Set<String> names, List<Adapter> by) {
        return by.stream().flatMap(adapter -> adapter.renamings().stream()).flatMap(renaming -> renaming.of(names));
    }

    /** What a service does of which this tells a signal of its own; empty where it tells of machines alone. */
    Optional<Role> role(Shipped shipped) {
        return Stream.concat(
                        adapters.stream().map(adapter -> made(shipped, adapter.of(names), List.of(adapter))),
                        Stream.of(made(shipped, names, List.of())))
                .flatMap(made -> role(made, shipped).stream())
                .min(Comparator.naturalOrder());
    }

    /** A proxy may stand before either kind of service: it is taken for an API's. */
    private static Optional<Role> role(Reach made, Shipped shipped) {
        List<Role> told = Stream.of(Role.values())
                .filter(role -> shipped.expected(role).stream()
                        .filter(signal -> signal.startsWith(role.metrics()))
                        .anyMatch(made::tells))
                .toList();
        return told.contains(Role.HTTP) ? Optional.of(Role.HTTP) : told.stream().findFirst();
    }

    /** What is made of series by some adapters where people say what they are asked for. */
    private static Reach made(Shipped shipped, Set<String> names, List<Adapter> by) {
        return Reach.of(
                Stream.of(names.stream(), renamed(names, by), Slots.SETTINGS.stream())
                        .flatMap(each -> each)
                        .toList(),
                Stream.concat(by.stream().flatMap(adapter -> adapter.rules().stream()), shipped.signals().stream())
                        .toList());
    }

    boolean tellsOfContainers() {
        return names.stream().anyMatch(name -> name.startsWith(CONTAINERS));
    }

    boolean tellsOfGpus(Shipped shipped) {
        return made(shipped, names, adapters).names().stream().anyMatch(name -> name.startsWith(GPUS));
    }

    /** What holds of every service: the machine's, not the containers'. */
    Stream<String> ofTheMachine() {
        return names.stream().filter(name -> !name.startsWith(CONTAINERS));
    }
}

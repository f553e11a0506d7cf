package dev.headroom.receiver.init;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which services there are, and who tells of them.
 *
 * @param services by name
 * @param gpus jobs of GPU exporters of which nobody knows whose GPUs they are
 * @param containers the jobs that tell of containers
 * @param adapters all that are needed
 */
record Roster(List<Service> services, List<String> gpus, List<Facts.Job> containers, Set<Adapter> adapters) {
    private static final String CACHE = "llm_cache_usage_ratio";

    static Roster of(Facts facts, Choices choices, Shipped shipped) {
        List<String> jobs = facts.jobs().stream().map(Facts.Job::name).toList();
        return new Reading(facts, choices, shipped, ServiceName.of(jobs)).roster();
    }

    /** Those of one role. */
    List<Service> of(Role role) {
        return services.stream().filter(service -> service.role() == role).toList();
    }

    /**
     * One reading of facts by what a person chose.
     *
     * @param names of services, by the job that tells of one and does not say of which
     */
    private record Reading(Facts facts, Choices choices, Shipped shipped, Map<String, String> names) {

        Roster roster() {
            List<Source> sources = facts.jobs().stream()
                    .filter(job -> !choices.without().contains(job.name()))
                    .flatMap(this::sources)
                    .toList();
            SortedMap<String, List<Source>> told = sources.stream()
                    .filter(source -> source.role(shipped).isPresent())
                    .collect(Collectors.groupingBy(Source::service, TreeMap::new, Collectors.toList()));
            List<Source> gpus = sources.stream().filter(this::isOfGpus).toList();
            List<Service> services = told.entrySet().stream()
                    .map(each -> service(each.getKey(), with(gpus, each, told), sources))
                    .toList();
            Set<Adapter> adapters = services.stream()
                    .flatMap(service -> service.adapters().stream())
                    .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(Adapter::name))));
            return new Roster(
                    services,
                    gpus.stream()
                            .filter(source -> owner(source, told).isEmpty())
                            .map(source -> source.job().name())
                            .distinct()
                            .toList(),
                    sources.stream()
                            .filter(Source::tellsOfContainers)
                            .map(Source::job)
                            .distinct()
                            .toList(),
                    adapters);
        }

        /** A job that a person gave to a service is that one's, whatever its series say. */
        private Stream<Source> sources(Facts.Job job) {
            Optional<String> given = choices.services().entrySet().stream()
                    .filter(each -> each.getValue().contains(job.name()))
                    .map(Map.Entry::getKey)
                    .findFirst();
            return given.isPresent()
                    ? Stream.of(Source.of(
                            job, given.get(), job.series().keySet().equals(Set.of(given.get())), job.names(), shipped))
                    : job.series().entrySet().stream()
                            .filter(part -> part.getKey().isEmpty() || ServiceName.fits(part.getKey()))
                            .map(part -> part.getKey().isEmpty()
                                    ? Source.of(
                                            job, names.getOrDefault(job.name(), ""), false, part.getValue(), shipped)
                                    : Source.of(job, part.getKey(), true, part.getValue(), shipped));
        }

        private boolean isOfGpus(Source source) {
            return source.role(shipped).isEmpty() && source.tellsOfGpus(shipped);
        }

        /** The sources of a service, and of its GPUs. */
        private List<Source> with(
                List<Source> gpus, Map.Entry<String, List<Source>> service, Map<String, List<Source>> told) {
            return Stream.concat(
                            service.getValue().stream(),
                            gpus.stream().filter(source -> owner(source, told).equals(Optional.of(service.getKey()))))
                    .toList();
        }

        /** Whose the GPUs of an exporter are: as somebody says, or of the one service that may have some. */
        private Optional<String> owner(Source gpus, Map<String, List<Source>> told) {
            if (told.containsKey(gpus.service())) {
                return Optional.of(gpus.service());
            }
            List<Map.Entry<String, List<Source>>> models = told.entrySet().stream()
                    .filter(each -> role(each.getKey(), each.getValue()) != Role.HTTP)
                    .toList();
            List<String> having = models.stream()
                    .filter(each ->
                            models.size() == 1 || each.getValue().stream().anyMatch(Reading::reservesMemory))
                    .map(Map.Entry::getKey)
                    .toList();
            return having.size() == 1 ? Optional.of(having.get(0)) : Optional.empty();
        }

        /** As a server does that keeps a cache in its GPU's memory. */
        private static boolean reservesMemory(Source source) {
            return source.adapters().stream()
                    .flatMap(adapter -> adapter.rules().stream())
                    .anyMatch(rule -> rule.name().equals(CACHE));
        }

        private Role role(String name, List<Source> sources) {
            return Optional.ofNullable(choices.roles().get(name))
                    .or(() -> sources.stream()
                            .flatMap(source -> source.role(shipped).stream())
                            .min(Comparator.naturalOrder()))
                    .orElseThrow();
        }

        private Service service(String name, List<Source> own, List<Source> all) {
            Role role = role(name, own);
            Set<String> exported = new TreeSet<>();
            own.stream().flatMap(Source::exported).forEach(exported::add);
            all.stream().filter(Source::tellsOfContainers).forEach(source -> exported.addAll(of(name, source)));
            if (role != Role.HTTP) {
                exported.removeIf(metric -> metric.startsWith(Role.HTTP.metrics()));
            }
            if (choices.slots().containsKey(name)) {
                exported.add(Slots.setting(role));
            }
            Set<Adapter> adapters = own.stream()
                    .flatMap(source -> source.adapters().stream())
                    .filter(adapter -> adapter.fits(exported))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            return new Service(
                    name,
                    role,
                    own.stream().map(source -> source.job().name()).distinct().toList(),
                    own.stream()
                            .filter(source -> !source.labelled())
                            .map(source -> source.job().name())
                            .distinct()
                            .toList(),
                    adapters,
                    Reach.of(exported, rules(adapters, role)),
                    replicas(name, own));
        }

        /** What a source of containers has of one service. */
        private static Set<String> of(String name, Source source) {
            boolean named = source.labelled()
                    ? source.service().equals(name)
                    : source.job().compose().contains(name);
            return named ? source.names() : source.ofTheMachine().collect(Collectors.toSet());
        }

        private List<Recording> rules(Set<Adapter> adapters, Role role) {
            return Stream.of(
                            adapters.stream().flatMap(adapter -> adapter.rules().stream()),
                            shipped.signals().stream(),
                            role == Role.LLM ? Recording.in(shipped.demand()).stream() : Stream.<Recording>empty())
                    .flatMap(each -> each)
                    .toList();
        }

        /** As its platform counts them, else as many as are scraped where a role was told by them. */
        private int replicas(String name, List<Source> own) {
            return choices.place()
                    .or(() -> facts.placeOf(Set.of(name)))
                    .map(place -> facts.replicas(place).get(name))
                    .orElseGet(() -> own.stream()
                            .filter(source -> source.role(shipped).isPresent())
                            .mapToInt(source -> source.job().replicas(source.labelled() ? source.service() : ""))
                            .max()
                            .orElse(1));
        }
    }
}

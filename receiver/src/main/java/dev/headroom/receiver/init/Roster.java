package dev.headroom.receiver.init;

import java.util.ArrayList;
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
        return new Reading(facts, choices, shipped).roster();
    }

    /** Those of one role. */
    List<Service> of(Role role) {
        return services.stream().filter(service -> service.role() == role).toList();
    }

    /** One reading of facts by what a person chose. */
    private record Reading(Facts facts, Choices choices, Shipped shipped) {

        Roster roster() {
            List<Source> sources = facts.jobs().stream()
                    .filter(job -> !choices.without().contains(job.name()))
                    .flatMap(this::sources)
                    .toList();
            SortedMap<String, List<Source>> byService = new TreeMap<>();
            sources.stream()
                    .filter(source -> source.role(shipped).isPresent())
                    .forEach(source -> byService
                            .computeIfAbsent(source.service(), name -> new ArrayList<>())
                            .add(source));
            Map<Source, String> gpus = gpus(sources, byService);
            gpus.forEach((source, service) -> byService.get(service).add(source));
            List<Service> services = byService.entrySet().stream()
                    .map(each -> service(each.getKey(), each.getValue(), sources))
                    .toList();
            Set<Adapter> adapters = services.stream()
                    .flatMap(service -> service.adapters().stream())
                    .collect(Collectors.toCollection(
                            () -> new TreeSet<>(Comparator.comparing(Adapter::name))));
            return new Roster(
                    services,
                    sources.stream()
                            .filter(source -> isOfGpus(source) && !gpus.containsKey(source))
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
                            job,
                            given.get(),
                            job.series().keySet().equals(Set.of(given.get())),
                            job.names(),
                            shipped))
                    : job.series().entrySet().stream()
                            .filter(part -> part.getKey().isEmpty() || ServiceName.fits(part.getKey()))
                            .map(part -> part.getKey().isEmpty()
                                    ? Source.of(job, ServiceName.of(job.name()), false, part.getValue(), shipped)
                                    : Source.of(job, part.getKey(), true, part.getValue(), shipped));
        }

        private boolean isOfGpus(Source source) {
            return source.role(shipped).isEmpty() && source.tellsOfGpus(shipped);
        }

        /** Whose the GPUs of an exporter are: as somebody says, or of the one service that may have some. */
        private Map<Source, String> gpus(List<Source> sources, Map<String, List<Source>> byService) {
            List<String> having = having(byService);
            return sources.stream()
                    .filter(this::isOfGpus)
                    .filter(source -> byService.containsKey(source.service()) || having.size() == 1)
                    .collect(Collectors.toMap(
                            source -> source,
                            source -> byService.containsKey(source.service()) ? source.service() : having.get(0)));
        }

        /** The only LLM service, else those that reserve a GPU's memory for a cache. */
        private List<String> having(Map<String, List<Source>> byService) {
            List<String> models = byService.entrySet().stream()
                    .filter(each -> role(each.getKey(), each.getValue()) != Role.HTTP)
                    .map(Map.Entry::getKey)
                    .toList();
            return models.size() == 1
                    ? models
                    : models.stream()
                            .filter(name -> byService.get(name).stream()
                                    .flatMap(source -> source.adapters().stream())
                                    .flatMap(adapter -> adapter.rules().stream())
                                    .anyMatch(rule -> rule.name().equals(CACHE)))
                            .toList();
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

package dev.headroom.receiver.target.compose;

import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a service up to a count. Every step looks at what is there, so that a call after a half-done one ends the same
 * way.
 *
 * @param all the replicas found, stopped ones too
 */
record Growth(Containers containers, String service, List<Container> all) {
    private static final Logger LOG = LoggerFactory.getLogger(Growth.class);

    /** @param gpus index of a GPU for each new replica, the last one's last; empty where it does not matter */
    void to(int replicas, List<Integer> gpus) throws TargetException {
        Container template = newest();
        List<Container> counting = all.stream().filter(Container::counts).toList();
        complete(counting);
        List<Container> stopped = new ArrayList<>(stoppedLike(template));
        List<Optional<Integer>> places = places(template, replicas - counting.size(), gpus);
        List<Optional<Integer>> left = new ArrayList<>();
        for (Optional<Integer> place : places) {
            Optional<Container> again = stopped.stream()
                    .filter(replica -> place.isEmpty() || Devices.onlyOf(replica, place.get()))
                    .findFirst();
            if (again.isPresent()) {
                stopped.remove(again.get());
                revive(again.get());
            } else {
                left.add(place);
            }
        }
        add(left, template);
    }

    /** One for each missing replica: those that an earlier try has made had the first of the GPUs. */
    private static List<Optional<Integer>> places(Container template, int missing, List<Integer> gpus) {
        int made = gpus.size() - missing;
        boolean placed = made >= 0 && Devices.usedBy(template);
        return IntStream.range(0, missing)
                .mapToObj(i -> placed ? Optional.of(gpus.get(made + i)) : Optional.<Integer>empty())
                .toList();
    }

    private void revive(Container stopped) throws TargetException {
        containers.start(stopped);
        LOG.info("started {}, which had stopped with code {}", stopped.name(), stopped.exitCode());
    }

    /** Starts the replicas that were created, and then left so, perhaps before all their networks were connected. */
    void complete(List<Container> replicas) throws TargetException {
        Container newest = newest();
        for (Container replica : replicas) {
            if (replica.equals(newest) && replica.state() == ReplicaState.CREATED) {
                containers.start(replica);
            } else if (replica.state() == ReplicaState.CREATED) {
                finish(new Template(newest, service), replica);
            }
        }
    }

    private void add(List<Optional<Integer>> places, Container newest) throws TargetException {
        if (places.isEmpty()) {
            return;
        }
        Template template = new Template(newest, service);
        int number = all.get(all.size() - 1).number();
        for (Optional<Integer> gpu : places) {
            number++;
            finish(template, create(template, number, gpu.orElse(null)));
        }
    }

    /** The newest ready replica; where none is ready, the newest of those that are nearest to it. */
    private Container newest() throws TargetException {
        return all.stream()
                .max(Comparator.comparing(Growth::fitness).thenComparing(Container::createdAt))
                .orElseThrow(() -> new TargetException(
                        "%s has no replica that could be cloned: start the project with `docker-compose up -d`"
                                .formatted(service)));
    }

    private static int fitness(Container replica) {
        return switch (replica.state()) {
            case READY -> 4;
            case STARTING -> 3;
            case UNHEALTHY -> 2;
            case LOST, STOPPED, STRAY -> 1;
            case CREATED, UNPLACED -> 0;
        };
    }

    /** Those that Compose would start again: of the template's configuration; stale ones are left alone. */
    private List<Container> stoppedLike(Container template) {
        return all.stream()
                .filter(replica -> !replica.counts())
                .filter(replica -> replica.configHash().equals(template.configHash()))
                .toList();
    }

    /**
     * Creates a container of the template's very image: by its name, as Compose does, or by its id when the name is
     * gone or means a newer image by now.
     */
    private Container create(Template template, int number, @Nullable Integer gpu) throws TargetException {
        String name = template.name(number);
        Optional<String> named = containers.createIfKnown(name, template.create(number, null, gpu));
        Optional<Container> created = named.isPresent() ? containers.inspect(named.get()) : Optional.empty();
        if (created.isPresent() && created.get().imageId().equals(template.imageId())) {
            return created.get();
        }
        if (created.isPresent()) {
            containers.remove(created.get());
        }
        return inspect(containers.create(name, template.create(number, template.imageId(), gpu)));
    }

    private Container inspect(String id) throws TargetException {
        return containers
                .inspect(id)
                .orElseThrow(() -> new TargetException(
                        "container %s of %s vanished when it was just made: observe again".formatted(id, service)));
    }

    private void finish(Template template, Container created) throws TargetException {
        for (String network : template.furtherNetworks()) {
            if (!created.connectedTo(network)) {
                containers.connect(network, template.connect(network, created));
            }
        }
        containers.start(created);
        LOG.info("started {} as a new replica of {}", created.name(), service);
    }
}

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
 * @param all the replicas found, those that have ended or strayed too
 */
record Growth(Containers containers, Implants implants, String service, List<Container> all) {
    private static final Logger LOG = LoggerFactory.getLogger(Growth.class);
    private static final int MOST_TAKEN = 10;

    /**
     * Why no replica can be made, with the remedy; empty where nothing is known.
     *
     * @param placed whether it would be given a GPU
     */
    Optional<String> obstacle(boolean placed) throws TargetException {
        Optional<Container> newest = newest();
        if (newest.isEmpty()) {
            return Optional.of(
                    "%1$s has no replica that could be cloned: start one with `docker-compose up -d --no-deps --no-recreate %1$s`, which leaves the other services as they are"
                            .formatted(service));
        }
        int counting = (int) all.stream().filter(Container::counts).count();
        Optional<String> clash =
                template(newest.get()).obstacle().or(() -> FixedPlaces.range(newest.get(), service, counting));
        if (clash.isPresent()) {
            return clash;
        }
        return placed && Devices.severalFor(newest.get())
                ? Optional.of(
                        "%s cannot have a further replica, each asks for several GPUs and would get one: ask for one in the Compose file (count: 1), or set gpu_check: none in the policy"
                                .formatted(service))
                : implants.obstacle(service, newest.get());
    }

    /** @param gpus UUID of a GPU for each new replica, the last one's last; empty where it does not matter */
    void to(int replicas, List<String> gpus) throws TargetException {
        List<Container> counting = all.stream().filter(Container::counts).toList();
        List<Optional<String>> places = places(replicas - counting.size(), gpus);
        List<Container> again = again(places);
        if (!places.isEmpty()) {
            mustBePossible(places.get(0).isPresent());
        }
        for (Optional<String> place : places) {
            mustBeKnown(place);
        }
        complete(counting);
        for (Container ended : again) {
            containers.start(ended);
            LOG.info(
                    "started {} again, which had {}",
                    ended.name(),
                    ended.replica().note());
        }
        add(places);
    }

    /** One for each missing replica: those that an earlier try has made had the first of the GPUs. */
    private List<Optional<String>> places(int missing, List<String> gpus) {
        int made = gpus.size() - missing;
        boolean placed = made >= 0 && newest().filter(Devices::usedBy).isPresent();
        List<Optional<String>> places = new ArrayList<>();
        IntStream.range(0, missing)
                .mapToObj(i -> placed ? Optional.of(gpus.get(made + i)) : Optional.<String>empty())
                .forEach(places::add);
        return places;
    }

    /** Those that are started again instead of new ones; their places are taken out. */
    private List<Container> again(List<Optional<String>> places) {
        List<Container> ended = new ArrayList<>(ended());
        List<Container> again = new ArrayList<>();
        places.removeIf(place -> {
            Optional<Container> fits = ended.stream()
                    .filter(replica -> place.isEmpty() || Devices.onlyOf(replica, place.get()))
                    .findFirst();
            fits.ifPresent(ended::remove);
            fits.ifPresent(again::add);
            return fits.isPresent();
        });
        return again;
    }

    /** Those that Compose would start again, the lost ones first: of the template's configuration; stale ones are left alone. */
    private List<Container> ended() {
        String hash = newest().map(Container::configHash).orElse("");
        return all.stream()
                .filter(replica -> !replica.counts() && replica.state() != ReplicaState.STRAY && replica.ended())
                .filter(replica -> replica.configHash().equals(hash))
                .sorted(Comparator.comparing(replica -> replica.state() != ReplicaState.LOST))
                .toList();
    }

    private void mustBePossible(boolean placed) throws TargetException {
        Optional<String> obstacle = obstacle(placed);
        if (obstacle.isPresent()) {
            throw new TargetException(TargetException.Kind.NEVER, obstacle.get());
        }
    }

    /** A GPU that Docker cannot be asked for by the name that it was read by. */
    private void mustBeKnown(Optional<String> place) throws TargetException {
        if (place.isPresent() && !Devices.canAskFor(place.get())) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "%s cannot have a replica on %s, an instance of MIG that goes by no UUID of its own: have NVML read it (gpu.source: nvml)"
                            .formatted(service, place.get()));
        }
    }

    /** Starts the replicas that were created, and then left so, perhaps before all their networks were connected. */
    void complete(List<Container> replicas) throws TargetException {
        Optional<Container> newest = newest();
        for (Container replica : replicas) {
            if (replica.state() == ReplicaState.CREATED && newest.isPresent()) {
                if (replica.equals(newest.get())) {
                    containers.start(replica);
                } else {
                    finish(template(newest.get()), replica);
                }
            }
        }
    }

    /** The newest ready replica; where none is ready, the newest of those that are nearest to it. */
    private Optional<Container> newest() {
        return all.stream()
                .filter(replica -> replica.state() != ReplicaState.STRAY)
                .max(Comparator.comparing(Growth::fitness).thenComparing(Container::createdAt));
    }

    private static int fitness(Container replica) {
        return switch (replica.state()) {
            case READY -> 4;
            case STARTING -> 3;
            case UNHEALTHY -> 2;
            case FAILING, LOST, STOPPED, UNTOLD, ASLEEP, ROUSED -> 1;
            case CREATED, UNPLACED, STRAY -> 0;
        };
    }

    private Template template(Container newest) {
        return new Template(newest, new Naming(service, all));
    }

    private void add(List<Optional<String>> places) throws TargetException {
        Optional<Container> newest = newest();
        if (newest.isEmpty() || places.isEmpty()) {
            return;
        }
        Template template = template(newest.get());
        int number = all.get(all.size() - 1).number();
        for (Optional<String> gpu : places) {
            Container made = make(template, number + 1, gpu.orElse(null));
            number = made.number();
            finish(template, made);
        }
    }

    /** Makes the one with this number, or the next whose name nobody has. */
    private Container make(Template template, int number, @Nullable String gpu) throws TargetException {
        for (int next = number; next < number + MOST_TAKEN; next++) {
            try {
                return create(template, next, gpu);
            } catch (TargetException e) {
                mustBeAnothers(template.name(next), e);
            }
        }
        throw new TargetException(
                TargetException.Kind.NEVER,
                "%s cannot have a further replica, other containers have the names %s to %s: rename or remove them"
                        .formatted(service, template.name(number), template.name(number + MOST_TAKEN - 1)));
    }

    /** Where a replica of the service has the name it was made since the last look, on which nothing can rest any more. */
    private void mustBeAnothers(String name, TargetException failure) throws TargetException {
        if (failure.kind() != TargetException.Kind.CONFLICT) {
            throw failure;
        }
        Optional<Container> holder = containers.inspect(name);
        if (holder.isEmpty() || containers.replicaOf(service, holder.get())) {
            throw failure;
        }
    }

    /**
     * Creates a container of the template's very image: by its name, as Compose does, or by its id when the name is
     * gone or means a newer image by now.
     */
    private Container create(Template template, int number, @Nullable String gpu) throws TargetException {
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
                        TargetException.Kind.CONFLICT,
                        "container %s of %s vanished when it was just made: observe again".formatted(id, service)));
    }

    private void finish(Template template, Container created) throws TargetException {
        for (String network : template.furtherNetworks()) {
            if (!created.connectedTo(network)) {
                containers.connect(network, template.connect(network, created));
            }
        }
        implants.copy(service, template.container(), created);
        containers.start(created);
        LOG.info("started {} as a new replica of {}", created.name(), service);
    }
}

package dev.headroom.receiver.target.compose;

import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

    void to(int replicas) throws TargetException {
        Container template = newest();
        List<Container> counting = all.stream().filter(Container::counts).toList();
        complete(counting);
        List<Container> revived =
                stoppedLike(template).stream().limit(replicas - counting.size()).toList();
        for (Container stopped : revived) {
            containers.start(stopped);
            LOG.info("started {}, which had stopped with code {}", stopped.name(), stopped.exitCode());
        }
        add(replicas - counting.size() - revived.size(), template);
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

    private void add(int count, Container newest) throws TargetException {
        if (count == 0) {
            return;
        }
        Template template = new Template(newest, service);
        int highest = all.get(all.size() - 1).number();
        for (int number = highest + 1; number <= highest + count; number++) {
            finish(template, create(template, number));
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
            case STOPPED -> 1;
            case CREATED -> 0;
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
    private Container create(Template template, int number) throws TargetException {
        String name = template.name(number);
        Optional<String> named = containers.createIfKnown(name, template.create(number, null));
        Optional<Container> created = named.isPresent() ? containers.inspect(named.get()) : Optional.empty();
        if (created.isPresent() && created.get().imageId().equals(template.imageId())) {
            return created.get();
        }
        if (created.isPresent()) {
            containers.remove(created.get());
        }
        return inspect(containers.create(name, template.create(number, template.imageId())));
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

package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is there of a service, and how it came to be so. */
final class Sightings {
    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

    private final Containers containers;
    private final Ends ends;
    private final Strays strays;

    Sightings(Containers containers, Fence fence) {
        this.containers = containers;
        this.ends = new Ends(containers);
        this.strays = new Strays(fence);
    }

    /** All its containers, by rising number. */
    List<Container> of(String service) throws TargetException {
        JsonNode list = containers.list(service);
        Set<String> astray = strays.among(service, list);
        return ends.told(service, containers.inspected(list)).stream()
                .map(container -> astray.contains(container.id()) ? container.as(ReplicaState.STRAY) : container)
                .toList();
    }

    /** Nobody has routed anything to them, so they are killed. */
    void removeStrays(String service) throws TargetException {
        if (!strays.possible()) {
            return;
        }
        JsonNode list = containers.list(service);
        Set<String> astray = strays.among(service, list);
        for (JsonNode listed : list) {
            String id = listed.path("Id").asText();
            if (astray.contains(id)) {
                String name = listed.path("Names").path(0).asText(id).replaceFirst("^/", "");
                containers.kill(id, name);
                LOG.info(
                        "removed {}: it was made in term {}, after another process had taken the lead",
                        name,
                        listed.path("Labels").path(Container.TERM).asText());
            }
        }
    }
}

package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the daemon tells of a replica into the request that creates the next one. Its {@code Config} and
 * {@code HostConfig} are taken as they are, so that nothing is lost that this code does not know; only what belongs to
 * the one container is changed: number, host name, predecessor, anonymous volumes, aliases.
 */
final class Template {
    private final Container container;
    private final Naming naming;
    private final Endpoints endpoints;

    Template(Container container, Naming naming) {
        this.container = container;
        this.naming = naming;
        this.endpoints = new Endpoints(container, naming.name(container, container.number()));
    }

    /** Why a second container like this one would clash with it, with the remedy. */
    Optional<String> obstacle() {
        return naming.obstacle(container).or(() -> FixedPlaces.of(container, naming.service()));
    }

    Container container() {
        return container;
    }

    String imageId() {
        return container.imageId();
    }

    String name(int number) {
        return naming.name(container, number);
    }

    /** The networks beyond the first, which have to be connected after the creation. */
    Iterable<String> furtherNetworks() {
        return endpoints.further();
    }

    /**
     * The body of the creation.
     *
     * @param image an id to be used instead of the template's image name; null to keep the name
     * @param gpu UUID of the one GPU that it gets; null for those of the template
     */
    ObjectNode create(int number, @Nullable String image, @Nullable String gpu) {
        ObjectNode body = container.inspected().path("Config").deepCopy();
        ObjectNode host = container.inspected().path("HostConfig").deepCopy();
        body.withObject("/Labels").put(Container.NUMBER, "" + number).remove("com.docker.compose.replace");
        if (image != null) {
            body.put("Image", image);
        }
        forgetHostname(body, host);
        forgetPredecessor(body.path("Env"));
        new Mounts(body, host).ownAnonymousVolumes();
        host.remove("ContainerIDFile");
        if (gpu != null) {
            Devices.give(body, host, gpu);
        }
        links(host);
        body.set("HostConfig", host);
        endpoints
                .primary()
                .ifPresent(network -> body.withObject("/NetworkingConfig/EndpointsConfig")
                        .set(network, endpoints.endpoint(network, name(number), Optional.empty())));
        return body;
    }

    /** The body that connects a created container to one more network. */
    ObjectNode connect(String network, Container created) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("Container", created.id());
        body.set("EndpointConfig", endpoints.endpoint(network, created.name(), Optional.of(created.id())));
        return body;
    }

    /** A host name that Docker made up is left to Docker; in another's namespace there is neither name nor port. */
    private void forgetHostname(ObjectNode body, ObjectNode host) {
        boolean borrowed = host.path("NetworkMode").asText().startsWith("container:");
        boolean madeUp = body.path("Hostname").asText().equals(Container.shortId(container.id()));
        if (madeUp || borrowed || host.path("UTSMode").asText().equals("host")) {
            body.remove("Hostname");
        }
        if (borrowed) {
            body.remove("ExposedPorts");
        }
    }

    /** Compose tells a container that it remakes, and no other, the id of the one before. */
    private static void forgetPredecessor(JsonNode environment) {
        Iterator<JsonNode> variables = environment.iterator();
        while (variables.hasNext()) {
            if (variables.next().asText().startsWith("affinity:container==")) {
                variables.remove();
            }
        }
    }

    /** Links are told as {@code /other:/me/alias}, and asked for as {@code other:alias}. */
    private static void links(ObjectNode host) {
        JsonNode told = host.path("Links");
        if (told.isArray()) {
            ArrayNode asked = host.putArray("Links");
            told.forEach(link -> asked.add(link.asText().replaceFirst("^/([^:]+):/?(?:.*/)?([^/]+)$", "$1:$2")));
        }
    }
}

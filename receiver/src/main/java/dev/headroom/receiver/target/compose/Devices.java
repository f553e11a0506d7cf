package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The GPUs of a container: its device requests, and the variable by which NVIDIA's runtime goes. A container that has
 * neither uses no GPU, and gets none. Given is always a UUID: an index means another GPU in another place.
 */
final class Devices {
    private static final String VISIBLE = "NVIDIA_VISIBLE_DEVICES=";

    /** Counts within the container, where there is one GPU then. */
    private static final String CUDA = "CUDA_VISIBLE_DEVICES=";

    /** What the Container Device Interface calls NVIDIA's GPUs. */
    private static final String CDI = "nvidia.com/gpu=";

    /** By any of which a request without a driver gets NVIDIA's. */
    private static final Set<String> CAPABILITIES =
            Set.of("gpu", "nvidia", "compute", "utility", "graphics", "video", "display", "compat32");

    private Devices() {}

    static boolean usedBy(Container container) {
        return requests(container.inspected().path("HostConfig")).findAny().isPresent()
                || visible(container).findAny().isPresent();
    }

    /** Whether Docker can be asked for a GPU by this name; an exporter's name of an instance of MIG may be none. */
    static boolean canAskFor(String gpu) {
        return gpu.matches("(GPU|MIG)-[^:]+|[0-9]+");
    }

    /** Whether a container has this GPU, by its UUID, and no other. */
    static boolean onlyOf(Container container, String gpu) {
        boolean requested = requests(container.inspected().path("HostConfig"))
                .map(request -> gpus(request).map(Devices::bare).toList())
                .allMatch(List.of(gpu)::equals);
        return requested && visible(container).map(Devices::bare).allMatch(gpu::equals) && usedBy(container);
    }

    /** The one that a container names, by whatever name; empty where it names none or several, or takes all. */
    static String only(Container container) {
        List<String> named = Stream.concat(
                        requests(container.inspected().path("HostConfig")).flatMap(Devices::gpus), visible(container))
                .map(Devices::bare)
                .distinct()
                .toList();
        return named.size() == 1 && !named.get(0).matches("all|.*,.*") ? named.get(0) : "";
    }

    /** Whether it asks for a number of GPUs above one; to ask for all leaves the choice open. */
    static boolean severalFor(Container container) {
        long requested = requests(container.inspected().path("HostConfig"))
                .mapToLong(request ->
                        Math.max(gpus(request).count(), request.path("Count").asInt()))
                .sum();
        return requested > 1 || named(container, VISIBLE, CUDA).anyMatch(text -> text.contains(","));
    }

    /**
     * Gives the container that is to be created this GPU only.
     *
     * @param body the request, with the variables
     * @param host its part of the host
     * @param gpu its UUID
     */
    static void give(ObjectNode body, ObjectNode host, String gpu) {
        requests(host).forEach(request -> request(request, gpu));
        String form = variables(body).anyMatch(variable -> variable.startsWith(VISIBLE + CDI)) ? CDI : "";
        boolean cuda = variables(body).anyMatch(variable -> variable.startsWith(CUDA));
        ArrayNode variables = JsonNodeFactory.instance.arrayNode();
        variables(body)
                .filter(variable -> !variable.startsWith(VISIBLE) && !variable.startsWith(CUDA))
                .forEach(variables::add);
        variables.add(VISIBLE + form + gpu);
        if (cuda) {
            variables.add(CUDA + gpu);
        }
        body.set("Env", variables);
    }

    private static void request(ObjectNode request, String gpu) {
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        if (isCdi(request)) {
            ids(request).filter(id -> !id.startsWith(CDI)).forEach(ids::add);
        }
        request.put("Count", 0).set("DeviceIDs", ids.add(isCdi(request) ? CDI + gpu : gpu));
    }

    /** Those for NVIDIA's GPUs, by the driver or by what Docker goes by where none is named. */
    private static Stream<ObjectNode> requests(JsonNode host) {
        return stream(host.path("DeviceRequests")).map(ObjectNode.class::cast).filter(Devices::asksForGpus);
    }

    private static boolean asksForGpus(ObjectNode request) {
        return switch (request.path("Driver").asText()) {
            case "nvidia" -> true;
            case "cdi" -> gpus(request).findAny().isPresent();
            case "" -> {
                List<String> wanted = stream(request.path("Capabilities"))
                        .flatMap(Devices::stream)
                        .map(JsonNode::asText)
                        .toList();
                yield wanted.isEmpty() || wanted.stream().anyMatch(CAPABILITIES::contains);
            }
            default -> false;
        };
    }

    /** The GPUs that a request names. */
    private static Stream<String> gpus(ObjectNode request) {
        return ids(request).filter(id -> !isCdi(request) || id.startsWith(CDI));
    }

    private static boolean isCdi(ObjectNode request) {
        return request.path("Driver").asText().equals("cdi");
    }

    private static Stream<String> ids(ObjectNode request) {
        return stream(request.path("DeviceIDs")).map(JsonNode::asText);
    }

    /** What the runtime is told to show; with none or void it gives no GPU. */
    private static Stream<String> visible(Container container) {
        return named(container, VISIBLE).filter(value -> !value.matches("|none|void"));
    }

    /** What any of these variables says. */
    private static Stream<String> named(Container container, String... variables) {
        return variables(container.inspected().path("Config"))
                .flatMap(variable -> Stream.of(variables)
                        .filter(variable::startsWith)
                        .map(name -> variable.substring(name.length())));
    }

    private static Stream<String> variables(JsonNode config) {
        return stream(config.path("Env")).map(JsonNode::asText);
    }

    private static String bare(String gpu) {
        return gpu.startsWith(CDI) ? gpu.substring(CDI.length()) : gpu;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

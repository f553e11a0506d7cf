package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The GPUs of a container: its device requests, and the variable by which NVIDIA's runtime goes. A container that has
 * neither uses no GPU, and gets none.
 */
final class Devices {
    private static final String VISIBLE = "NVIDIA_VISIBLE_DEVICES=";

    private Devices() {}

    static boolean usedBy(Container container) {
        JsonNode inspected = container.inspected();
        return stream(inspected.path("HostConfig").path("DeviceRequests")).anyMatch(Devices::asksForGpus)
                || stream(inspected.path("Config").path("Env")).anyMatch(Devices::makesVisible);
    }

    /** Whether a container has this GPU, by its index, and no other. */
    static boolean onlyOf(Container container, int gpu) {
        JsonNode host = container.inspected().path("HostConfig").path("DeviceRequests");
        boolean requested = stream(host)
                .filter(Devices::asksForGpus)
                .allMatch(request -> request.path("DeviceIDs").equals(ids(gpu)));
        boolean visible = stream(container.inspected().path("Config").path("Env"))
                .filter(Devices::makesVisible)
                .allMatch(variable -> variable.asText().equals(VISIBLE + gpu));
        return requested && visible && usedBy(container);
    }

    /** Whether it asks for a number of GPUs above one; to ask for all leaves the choice open. */
    static boolean severalFor(Container container) {
        JsonNode inspected = container.inspected();
        boolean requested = stream(inspected.path("HostConfig").path("DeviceRequests"))
                .filter(Devices::asksForGpus)
                .anyMatch(request -> request.path("Count").asInt() > 1
                        || request.path("DeviceIDs").size() > 1);
        return requested
                || stream(inspected.path("Config").path("Env"))
                        .filter(Devices::makesVisible)
                        .anyMatch(variable -> variable.asText().contains(","));
    }

    /**
     * Gives the container that is to be created this GPU only.
     *
     * @param body the request, with the variables
     * @param host its part of the host
     */
    static void give(ObjectNode body, ObjectNode host, int gpu) {
        stream(host.path("DeviceRequests"))
                .filter(Devices::asksForGpus)
                .forEach(request -> ((ObjectNode) request).put("Count", 0).set("DeviceIDs", ids(gpu)));
        ArrayNode variables = JsonNodeFactory.instance.arrayNode();
        stream(body.path("Env"))
                .filter(variable -> !variable.asText().startsWith(VISIBLE))
                .forEach(variables::add);
        body.set("Env", variables.add(VISIBLE + gpu));
    }

    private static boolean asksForGpus(JsonNode request) {
        return request.path("Driver").asText().equals("nvidia")
                || stream(request.path("Capabilities"))
                        .anyMatch(
                                all -> stream(all).anyMatch(one -> one.asText().equals("gpu")));
    }

    /** With none or void the runtime gives no GPU. */
    private static boolean makesVisible(JsonNode variable) {
        String text = variable.asText();
        return text.startsWith(VISIBLE) && !text.substring(VISIBLE.length()).matches("|none|void");
    }

    private static ArrayNode ids(int gpu) {
        return JsonNodeFactory.instance.arrayNode().add(String.valueOf(gpu));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

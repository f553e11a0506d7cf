package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.TargetException;
import java.util.Map;

/** What only one container can have: a host port, an address. */
final class FixedPlaces {
    private FixedPlaces() {}

    static void refuse(Container container, String service) throws TargetException {
        refusePorts(container.inspected().path("HostConfig").path("PortBindings"), service);
        refuseAddresses(container.inspected().path("NetworkSettings").path("Networks"), service);
    }

    private static void refusePorts(JsonNode bindings, String service) throws TargetException {
        for (Map.Entry<String, JsonNode> port : bindings.properties()) {
            for (JsonNode binding : port.getValue()) {
                String hostPort = binding.path("HostPort").asText();
                if (fixed(hostPort)) {
                    throw new TargetException(
                            "%s cannot have a second replica, its host port %s (to %s) is fixed: publish a range such as \"%s-%d:%s\", or only the container's port, or put a proxy in front"
                                    .formatted(
                                            service,
                                            hostPort,
                                            port.getKey(),
                                            hostPort,
                                            Integer.parseInt(hostPort) + 9,
                                            port.getKey().replaceFirst("/.*", "")));
                }
            }
        }
    }

    /** Nothing, 0 and a range leave the choice to Docker. */
    private static boolean fixed(String hostPort) {
        return hostPort.matches("0*[1-9][0-9]*");
    }

    private static void refuseAddresses(JsonNode networks, String service) throws TargetException {
        for (Map.Entry<String, JsonNode> network : networks.properties()) {
            JsonNode ipam = network.getValue().path("IPAMConfig");
            String address =
                    ipam.path("IPv4Address").asText() + ipam.path("IPv6Address").asText();
            if (!address.isEmpty()) {
                throw new TargetException(
                        "%s cannot have a second replica, its address %s in network %s is fixed: remove ipv4_address and ipv6_address from the service"
                                .formatted(service, address, network.getKey()));
            }
        }
    }
}

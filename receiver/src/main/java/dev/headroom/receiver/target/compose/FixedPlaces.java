package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What only one container can have: a host port, an address. */
final class FixedPlaces {
    private FixedPlaces() {}

    /** Why there can be no second container like this one, with the remedy. */
    static Optional<String> of(Container container, String service) {
        return port(container.inspected().path("HostConfig").path("PortBindings"), service)
                .or(() -> address(container.inspected().path("NetworkSettings").path("Networks"), service));
    }

    private static Optional<String> port(JsonNode bindings, String service) {
        return bindings.properties().stream()
                .flatMap(port -> StreamSupport.stream(port.getValue().spliterator(), false)
                        .map(binding -> binding.path("HostPort").asText())
                        .filter(FixedPlaces::fixed)
                        .map(hostPort -> port(service, hostPort, port.getKey())))
                .findFirst();
    }

    private static String port(String service, String hostPort, String inside) {
        return "%s cannot have a second replica, its host port %s (to %s) is fixed: publish a range such as \"%s-%d:%s\", or only the container's port, or put a proxy in front"
                .formatted(
                        service,
                        hostPort,
                        inside,
                        hostPort,
                        Integer.parseInt(hostPort) + 9,
                        inside.replaceFirst("/.*", ""));
    }

    /** Nothing, 0 and a range leave the choice to Docker. */
    private static boolean fixed(String hostPort) {
        return hostPort.matches("0*[1-9][0-9]*");
    }

    private static Optional<String> address(JsonNode networks, String service) {
        return networks.properties().stream()
                .flatMap(network -> address(network, service))
                .findFirst();
    }

    private static Stream<String> address(Map.Entry<String, JsonNode> network, String service) {
        JsonNode ipam = network.getValue().path("IPAMConfig");
        String address =
                ipam.path("IPv4Address").asText() + ipam.path("IPv6Address").asText();
        return address.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        "%s cannot have a second replica, its address %s in network %s is fixed: remove ipv4_address and ipv6_address from the service"
                                .formatted(service, address, network.getKey()));
    }
}

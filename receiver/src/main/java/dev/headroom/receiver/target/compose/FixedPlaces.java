package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What only one container can have: a host port, an address. */
final class FixedPlaces {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})");

    private FixedPlaces() {}

    /** Why there can be no second container like this one, with the remedy. */
    static Optional<String> of(Container container, String service) {
        return port(container.inspected().path("HostConfig").path("PortBindings"), service)
                .or(() -> address(container.inspected().path("NetworkSettings").path("Networks"), service));
    }

    /** Why there can be no more containers like this one than there are, with the remedy. */
    static Optional<String> range(Container container, String service, int present) {
        return ports(container.inspected().path("HostConfig").path("PortBindings"))
                .map(Map.Entry::getValue)
                .filter(hostPort -> {
                    Matcher range = RANGE.matcher(hostPort);
                    return range.matches()
                            && Integer.parseInt(range.group(2)) - Integer.parseInt(range.group(1)) < present;
                })
                .map(hostPort ->
                        "%s cannot have a further replica, its host ports %s are taken by the %d that it has: publish a longer range, or only the container's port"
                                .formatted(service, hostPort, present))
                .findFirst();
    }

    private static Optional<String> port(JsonNode bindings, String service) {
        return ports(bindings)
                .filter(port -> fixed(port.getValue()))
                .map(port -> port(service, port.getValue(), port.getKey()))
                .findFirst();
    }

    /** Each port of a container with what it has on the host. */
    private static Stream<Map.Entry<String, String>> ports(JsonNode bindings) {
        return bindings.properties().stream()
                .flatMap(port -> StreamSupport.stream(port.getValue().spliterator(), false)
                        .map(binding -> Map.entry(
                                port.getKey(), binding.path("HostPort").asText())));
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

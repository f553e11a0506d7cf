package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "4f1d".repeat(16);
    private static final String ANONYMOUS = "0a".repeat(32);

    /** As a Compose of version 2 leaves it on a newer engine: its name is among the aliases. */
    private static ObjectNode inspected() throws IOException {
        return (ObjectNode) JSON.readTree(
                """
                {"Id": "%s", "Name": "/shop-llm-2", "Image": "sha256:aa",
                 "Config": {"Hostname": "%s", "Image": "llm:1", "FutureField": {"deep": [1]}, "Volumes": null,
                   "ExposedPorts": {"80/tcp": {}},
                   "Env": ["A=1", "affinity:container==%s"],
                   "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "llm",
                     "com.docker.compose.container-number": "2", "com.docker.compose.config-hash": "h",
                     "com.docker.compose.replace": "shop-llm-2", "mine": "kept"}},
                 "HostConfig": {"NetworkMode": "shop_default", "Binds": ["data:/data:rw", "%s:/scratch:rw"],
                   "Mounts": [{"Type": "volume", "Source": "%s", "Target": "/cache"}, {"Type": "bind", "Source": "/etc", "Target": "/x"}],
                   "DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}],
                   "Links": ["/shop-db-1:/shop-llm-2/db"]},
                 "NetworkSettings": {"Networks": {
                   "shop_back": {"Aliases": ["llm", "%s"], "NetworkID": "n2", "IPAddress": "10.0.0.3"},
                   "shop_default": {"Aliases": ["shop-llm-2", "llm"], "NetworkID": "n1", "IPAMConfig": null, "MacAddress": "02:42"}}}}
                """.formatted(ID, ID.substring(0, 12), ANONYMOUS, ANONYMOUS, ANONYMOUS, ID.substring(0, 12)));
    }

    private static Template template(JsonNode inspected) {
        Container container = Container.of(inspected);
        return new Template(container, new Naming("llm", List.of(container)));
    }

    @Test
    void everythingIsTakenOverButWhatBelongsToTheOneContainer() throws Exception {
        JsonNode body = template(inspected()).create(3, null, null);

        assertThat(body).isEqualTo(JSON.readTree("""
                {"Image": "llm:1", "FutureField": {"deep": [1]}, "Volumes": {"/scratch": {}}, "ExposedPorts": {"80/tcp": {}}, "Env": ["A=1"],
                 "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "llm",
                   "com.docker.compose.container-number": "3", "com.docker.compose.config-hash": "h", "mine": "kept"},
                 "HostConfig": {"NetworkMode": "shop_default", "Binds": ["data:/data:rw"],
                   "Mounts": [{"Type": "volume", "Target": "/cache"}, {"Type": "bind", "Source": "/etc", "Target": "/x"}],
                   "DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}],
                   "Links": ["shop-db-1:db"]},
                 "NetworkingConfig": {"EndpointsConfig": {"shop_default": {"Aliases": ["shop-llm-3", "llm"]}}}}
                """));
    }

    @Test
    void aPlaceOnAGpuReplacesThoseOfTheTemplate() throws Exception {
        JsonNode body = template(inspected()).create(3, null, "GPU-1");

        assertThat(body.at("/HostConfig/DeviceRequests"))
                .isEqualTo(
                        JSON.readTree("[{\"Count\": 0, \"Capabilities\": [[\"gpu\"]], \"DeviceIDs\": [\"GPU-1\"]}]"));
        assertThat(body.path("Env")).isEqualTo(JSON.readTree("[\"A=1\", \"NVIDIA_VISIBLE_DEVICES=GPU-1\"]"));
    }

    @Test
    void whoUsesGpusIsToldByRequestOrVariable() throws Exception {
        ObjectNode none = inspected();
        none.withObject("/HostConfig").putArray("DeviceRequests");
        ObjectNode byVariable = none.deepCopy();
        byVariable.withObject("/Config").putArray("Env").add("NVIDIA_VISIBLE_DEVICES=GPU-0");
        ObjectNode switchedOff = none.deepCopy();
        switchedOff.withObject("/Config").putArray("Env").add("NVIDIA_VISIBLE_DEVICES=void");
        ObjectNode second = inspected();
        second.withObject("/HostConfig")
                .set("DeviceRequests", JSON.readTree("[{\"Driver\": \"nvidia\", \"DeviceIDs\": [\"GPU-1\"]}]"));

        assertThat(Devices.usedBy(Container.of(inspected()))).isTrue();
        assertThat(Devices.usedBy(Container.of(none))).isFalse();
        assertThat(Devices.usedBy(Container.of(byVariable))).isTrue();
        assertThat(Devices.usedBy(Container.of(switchedOff))).isFalse();
        assertThat(Devices.onlyOf(Container.of(byVariable), "GPU-0")).isTrue();
        assertThat(Devices.onlyOf(Container.of(byVariable), "GPU-1")).isFalse();
        assertThat(Devices.onlyOf(Container.of(second), "GPU-1")).isTrue();
        assertThat(Devices.onlyOf(Container.of(inspected()), "GPU-0")).isFalse();
    }

    @Test
    void furtherNetworksGetTheShortIdOfTheClone() throws Exception {
        Template template = template(inspected());
        Container clone = Container.of(inspected().put("Id", "c10e".repeat(16)).put("Name", "/shop-llm-3"));

        assertThat(template.furtherNetworks()).containsExactly("shop_back");
        assertThat(template.connect("shop_back", clone)).isEqualTo(JSON.readTree("""
                {"Container": "%s", "EndpointConfig": {"Aliases": ["llm", "c10ec10ec10e"]}}
                """.formatted("c10e".repeat(16))));
    }

    @Test
    void theNameKeepsTheStyleOfTheTemplates() throws Exception {
        assertThat(template(inspected()).name(7)).isEqualTo("shop-llm-7");
        assertThat(template(inspected().put("Name", "/shop_llm_2")).name(7)).isEqualTo("shop_llm_7");
        assertThat(template(inspected().put("Name", "/0123456789ab_shop_llm_2")).name(7))
                .isEqualTo("shop_llm_7");
    }

    @Test
    void aContainerInAnothersNetworkGetsNoneOfItsOwn() throws Exception {
        ObjectNode inspected = inspected();
        inspected.withObject("/HostConfig").put("NetworkMode", "container:abc");
        inspected.withObject("/NetworkSettings").putObject("Networks");

        JsonNode body = template(inspected).create(3, null, null);

        assertThat(body.has("NetworkingConfig")).isFalse();
        assertThat(body.has("ExposedPorts")).isFalse();
        assertThat(body.has("Hostname")).isFalse();
    }

    @Test
    void aHostNameOfTheUsersIsKept() throws Exception {
        ObjectNode inspected = inspected();
        inspected.withObject("/Config").put("Hostname", "llm-box");

        assertThat(template(inspected)
                        .create(3, "sha256:aa", null)
                        .path("Hostname")
                        .asText())
                .isEqualTo("llm-box");
    }

    @Test
    void portsAreRefusedOnlyWhereTheyAreFixed() throws Exception {
        for (String free : new String[] {"", "0", "8000-8009"}) {
            assertThat(template(published(free)).obstacle()).isEmpty();
        }
        assertThat(template(published("8000")).obstacle())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("host port 8000 (to 80/tcp) is fixed")
                        .contains("\"8000-8009:80\""));
    }

    private static ObjectNode published(String hostPort) throws IOException {
        ObjectNode inspected = inspected();
        inspected
                .withObject("/HostConfig/PortBindings")
                .putArray("80/tcp")
                .addObject()
                .put("HostIp", "127.0.0.1")
                .put("HostPort", hostPort);
        return inspected;
    }

    @Test
    void aFixedAddressIsAnObstacle() throws Exception {
        ObjectNode addressed = inspected();
        addressed.withObject("/NetworkSettings/Networks/shop_back/IPAMConfig").put("IPv4Address", "10.0.0.9");

        assertThat(template(addressed).obstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("10.0.0.9", "shop_back", "ipv4_address"));
    }

    /** It is the only one, and has the name as an alias, as Compose of version 2 gives it. */
    @Test
    void aFixedNameIsAnObstacle() throws Exception {
        ObjectNode named = named("the-llm", 1, "the-llm");

        assertThat(template(named).obstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("\"the-llm\"", "container_name"));
    }

    @Test
    void aRenamedContainerIsNoObstacleAndTheNextIsNamedAsComposeWouldNameIt() throws Exception {
        Template first = template(named("the-llm", 1, "shop-llm-1"));
        assertThat(first.obstacle()).isEmpty();
        assertThat(first.name(2)).isEqualTo("shop-llm-2");
        assertThat(first.create(2, null, null).at("/NetworkingConfig/EndpointsConfig/shop_default/Aliases"))
                .as("not the name of the first")
                .isEqualTo(JSON.readTree("[\"shop-llm-2\", \"llm\"]"));

        assertThat(template(named("the-llm", 2, "the-llm")).obstacle())
                .as("Compose gives a second one no fixed name")
                .isEmpty();

        ObjectNode old = named("the-llm", 1, "llm");
        old.withObject("/Config/Labels").put("com.docker.compose.version", "1.29.2");
        assertThat(template(old).obstacle()).isEmpty();
        assertThat(template(old).name(2)).isEqualTo("shop_llm_2");
    }

    private static ObjectNode named(String name, int number, String alias) throws IOException {
        ObjectNode inspected = inspected().put("Name", "/" + name);
        inspected.withObject("/Config/Labels").put("com.docker.compose.container-number", "" + number);
        inspected
                .withObject("/NetworkSettings/Networks/shop_default")
                .putArray("Aliases")
                .add(alias)
                .add("llm");
        return inspected;
    }

    @Test
    void severalGpusAreToldFromOneAndFromAll() throws Exception {
        assertThat(Devices.severalFor(Container.of(inspected()))).as("all").isFalse();
        assertThat(Devices.severalFor(asking("{\"Count\": 1, \"Capabilities\": [[\"gpu\"]]}")))
                .isFalse();
        assertThat(Devices.severalFor(asking("{\"Count\": 2, \"Capabilities\": [[\"gpu\"]]}")))
                .isTrue();
        assertThat(Devices.severalFor(asking("{\"DeviceIDs\": [\"0\", \"1\"], \"Capabilities\": [[\"gpu\"]]}")))
                .isTrue();
        ObjectNode byVariable = inspected();
        byVariable.withObject("/HostConfig").putArray("DeviceRequests");
        byVariable.withObject("/Config").putArray("Env").add("NVIDIA_VISIBLE_DEVICES=0,1");
        assertThat(Devices.severalFor(Container.of(byVariable))).isTrue();
    }

    private static Container asking(String request) throws IOException {
        ObjectNode inspected = inspected();
        inspected.withObject("/HostConfig").set("DeviceRequests", JSON.readTree("[" + request + "]"));
        return Container.of(inspected);
    }
}

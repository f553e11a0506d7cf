package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which people ask Docker for GPUs, each told from those in which they do not, and each kept. */
class DevicesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Container asking(String requests, String environment) throws IOException {
        ObjectNode inspected = JSON.createObjectNode();
        inspected.withObject("/HostConfig").set("DeviceRequests", JSON.readTree(requests));
        inspected.withObject("/Config").set("Env", JSON.readTree(environment));
        inspected.withObject("/State").put("Status", "exited");
        return Container.of(inspected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "true  | [{'Driver': '', 'Count': -1, 'DeviceIDs': null, 'Capabilities': [['gpu']]}]",
                "true  | [{'Driver': 'nvidia', 'Count': 1, 'Capabilities': [['gpu']]}]",
                "true  | [{'Driver': 'nvidia', 'DeviceIDs': ['0'], 'Capabilities': null}]",
                "true  | [{'Driver': 'cdi', 'DeviceIDs': ['nvidia.com/gpu=all'], 'Capabilities': []}]",
                "true  | [{'Driver': 'cdi', 'DeviceIDs': ['nvidia.com/gpu=GPU-5a1c'], 'Capabilities': [['gpu']]}]",
                "true  | [{'Driver': '', 'Count': -1, 'DeviceIDs': null, 'Capabilities': [[]]}]",
                "true  | [{'Driver': '', 'DeviceIDs': ['GPU-5a1c'], 'Capabilities': null}]",
                "true  | [{'Driver': '', 'Count': 1, 'Capabilities': [['compute', 'utility']]}]",
                "false | [{'Driver': 'cdi', 'DeviceIDs': ['vendor.com/net=eth0'], 'Capabilities': []}]",
                "false | [{'Driver': 'amd', 'Count': -1, 'Capabilities': [['gpu']]}]",
                "false | [{'Driver': '', 'Count': 1, 'Capabilities': [['tpu']]}]",
                "false | []",
                "false | null"
            })
    void aRequestForGpusIsRecognised(boolean gpus, String requests) throws IOException {
        assertThat(Devices.usedBy(asking(requests.replace('\'', '"'), "[]"))).isEqualTo(gpus);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "true  | [{'Driver': 'cdi', 'DeviceIDs': ['nvidia.com/gpu=0', 'nvidia.com/gpu=1']}] | []",
                "true  | [{'Count': 1, 'Capabilities': [['gpu']]}, {'Count': 1, 'Capabilities': [['gpu']]}] | []",
                "true  | [] | ['NVIDIA_VISIBLE_DEVICES=GPU-a,GPU-b']",
                "true  | [{'Count': -1, 'Capabilities': [['gpu']]}] | ['CUDA_VISIBLE_DEVICES=0,1']",
                "true  | [] | ['NVIDIA_VISIBLE_DEVICES=all', 'CUDA_VISIBLE_DEVICES=0,1']",
                "false | [] | ['NVIDIA_VISIBLE_DEVICES=all', 'CUDA_VISIBLE_DEVICES=0']",
                "false | [{'Driver': 'cdi', 'DeviceIDs': ['nvidia.com/gpu=all', 'vendor.com/net=eth0']}] | []",
                "false | [{'Count': -1, 'Capabilities': [['gpu']]}] | ['NVIDIA_VISIBLE_DEVICES=all']",
                "false | [{'DeviceIDs': ['MIG-c6d4'], 'Capabilities': [['gpu']]}] | []",
            })
    void severalAreToldFromOneAndFromAll(boolean several, String requests, String environment) throws IOException {
        assertThat(Devices.severalFor(asking(requests.replace('\'', '"'), environment.replace('\'', '"'))))
                .isEqualTo(several);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[{'Driver': 'nvidia', 'Count': -1, 'DeviceIDs': null}] | [] "
                        + "| [{'Driver': 'nvidia', 'Count': 0, 'DeviceIDs': ['MIG-c6d4']}] | ['NVIDIA_VISIBLE_DEVICES=MIG-c6d4']",
                "[{'DeviceIDs': ['0'], 'Capabilities': [['gpu']]}] | ['A=1', 'NVIDIA_VISIBLE_DEVICES=0', 'CUDA_VISIBLE_DEVICES=1'] "
                        + "| [{'DeviceIDs': ['MIG-c6d4'], 'Capabilities': [['gpu']], 'Count': 0}] "
                        + "| ['A=1', 'NVIDIA_VISIBLE_DEVICES=MIG-c6d4', 'CUDA_VISIBLE_DEVICES=MIG-c6d4']",
                "[{'Driver': 'cdi', 'Count': 0, 'DeviceIDs': ['vendor.com/net=eth0', 'nvidia.com/gpu=all']}] | ['A=1'] "
                        + "| [{'Driver': 'cdi', 'Count': 0, 'DeviceIDs': ['vendor.com/net=eth0', 'nvidia.com/gpu=MIG-c6d4']}] "
                        + "| ['A=1', 'NVIDIA_VISIBLE_DEVICES=MIG-c6d4']",
                "[{'Driver': 'amd', 'Count': 1}] | ['NVIDIA_VISIBLE_DEVICES=nvidia.com/gpu=0'] "
                        + "| [{'Driver': 'amd', 'Count': 1}] | ['NVIDIA_VISIBLE_DEVICES=nvidia.com/gpu=MIG-c6d4']",
            })
    void aPlaceIsGivenInTheWordsOfTheRequest(String requests, String environment, String then, String thenEnvironment)
            throws IOException {
        Container asked = asking(requests.replace('\'', '"'), environment.replace('\'', '"'));
        ObjectNode body = asked.inspected().path("Config").deepCopy();
        ObjectNode host = asked.inspected().path("HostConfig").deepCopy();
        Devices.give(body, host, "MIG-c6d4");
        assertThat(host.path("DeviceRequests")).isEqualTo(json(then));
        assertThat(body.path("Env")).isEqualTo(json(thenEnvironment));

        Container made =
                asking(host.path("DeviceRequests").toString(), body.path("Env").toString());
        assertThat(Devices.onlyOf(made, "MIG-c6d4")).isTrue();
        assertThat(Devices.onlyOf(made, "MIG-0000")).isFalse();
        assertThat(Devices.onlyOf(asked, "MIG-c6d4")).as("as people wrote it").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"GPU-5a1c0000-1111, true", "MIG-c6d4, true", "MIG-GPU-5a1c/1/0, true", "0, true", "GPU-5a1c:1, false"})
    void whatDockerCanBeAskedForIsKnown(String id, boolean known) {
        assertThat(Devices.canAskFor(id)).isEqualTo(known);
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }
}

package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

/** How many GPUs a pod counts for, as the scheduler counts. */
class GpuRequestTest {

    private static Container container(int gpus) {
        return new ContainerBuilder()
                .withNewResources()
                .addToRequests("nvidia.com/gpu", new Quantity("" + gpus))
                .endResources()
                .build();
    }

    private static int gpus(PodSpecBuilder pod) {
        PodSpec spec = pod.build();
        return GpuRequest.of(spec).gpus();
    }

    @Test
    void containersRunTogether() {
        assertThat(gpus(new PodSpecBuilder().addToContainers(container(1), container(2))))
                .isEqualTo(3);
    }

    @Test
    void aLimitAloneIsARequest() {
        Container limited = new ContainerBuilder()
                .withNewResources()
                .addToLimits("nvidia.com/gpu", new Quantity("2"))
                .endResources()
                .build();
        assertThat(gpus(new PodSpecBuilder().addToContainers(limited))).isEqualTo(2);
    }

    @Test
    void initContainersRunBeforeAndOneThatStaysRunsBeside() {
        assertThat(gpus(new PodSpecBuilder().addToInitContainers(container(4)).addToContainers(container(1))))
                .isEqualTo(4);
        Container sidecar =
                new ContainerBuilder(container(1)).withRestartPolicy("Always").build();
        assertThat(gpus(new PodSpecBuilder().addToInitContainers(sidecar).addToContainers(container(1))))
                .isEqualTo(2);
    }

    @Test
    void otherResourcesDoNotCount() {
        Container cpu = new ContainerBuilder()
                .withNewResources()
                .addToRequests("cpu", new Quantity("500m"))
                .endResources()
                .build();
        assertThat(gpus(new PodSpecBuilder().addToContainers(cpu, new ContainerBuilder().build())))
                .isZero();
    }
}

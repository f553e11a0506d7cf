package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.TargetContractTest;

/** The contract on fabric8's mock of the API server. */
abstract class ClusterContractTest extends TargetContractTest {
    final ClusterServer cluster = new ClusterServer();

    @Override
    protected void untilReady(ServicePolicy service, int count) {
        cluster.ready(service.name());
        Eventually.is(
                service.name() + " is ready", () -> target().observe(service).ready() == count);
    }
}

package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.Origin;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.lint.Severity;
import dev.headroom.receiver.lint.cluster.ClusterLint;
import dev.headroom.receiver.lint.cluster.Lack;
import dev.headroom.receiver.lint.cluster.Lack.Topic;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.settings.Purpose;
import java.util.ArrayList;
import java.util.List;

/** What an installation lacks in the cluster that its configuration names. */
public final class ClusterLook {

    private ClusterLook() {}

    /**
     * Asks it, once.
     *
     * @throws StartException where the configuration names no cluster, or none can be used
     */
    public static List<Lack> lacks(Origin origin) {
        HeadroomConfig config = origin.config(Purpose.LOOK);
        if (!(config.target() instanceof TargetSpec.Kubernetes target)) {
            throw new StartException(
                    "%s names no cluster; set target: {kind: kubernetes, namespace: NAMESPACE}, or name another file with --config"
                            .formatted(origin.file()));
        }
        ScalingPolicy policy = origin.policy(config.policy());
        try (Cluster cluster = Adapters.cluster()) {
            List<Lack> lacks = new ArrayList<>(Agreement.mistakes(config, policy).stream()
                    .map(mistake -> new Lack(Topic.CONFIGURATION, Severity.ERROR, "", mistake, ""))
                    .toList());
            lacks.addAll(new ClusterLint(config, target, policy, cluster, System::nanoTime)
                    .lacks(Adapters.standing(config, cluster)));
            return lacks;
        }
    }
}

package dev.headroom.receiver.app;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.StandbyFit;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where the configuration speaks of services, the policy must know them. */
final class Agreement {

    private Agreement() {}

    /** Every disagreement, with its remedy; none where the two can be used together. */
    static List<String> mistakes(HeadroomConfig config, ScalingPolicy policy) {
        List<String> mistakes =
                new ArrayList<>(strangers("hooks", config.hooks().keySet(), config, policy));
        mistakes.addAll(strangers("standby", config.standby().keySet(), config, policy));
        policy.services().values().forEach(service -> sleep(service, config).ifPresent(mistakes::add));
        if (config.target() instanceof TargetSpec.Kubernetes kubernetes) {
            mistakes.addAll(strangers("target.workloads", kubernetes.workloads().keySet(), config, policy));
            mistakes.addAll(Workloads.shared(policy, config.policy(), kubernetes));
            mistakes.addAll(Workloads.unforetold(policy, config, kubernetes));
        }
        return mistakes;
    }

    private static Optional<String> sleep(ServicePolicy service, HeadroomConfig config) {
        return StandbyFit.mistake(service, config)
                .map(fit -> "services.%s.standby in %s: %s; %s"
                        .formatted(service.name(), config.policy(), fit.what(), fit.remedy()));
    }

    /** @throws StartException with every disagreement */
    static void check(HeadroomConfig config, ScalingPolicy policy) {
        List<String> mistakes = mistakes(config, policy);
        if (!mistakes.isEmpty()) {
            throw new StartException(String.join("; ", mistakes));
        }
    }

    private static List<String> strangers(String key, Set<String> named, HeadroomConfig config, ScalingPolicy policy) {
        Set<String> known = new TreeSet<>(policy.services().keySet());
        Set<String> strangers = new TreeSet<>(named);
        strangers.removeAll(known);
        return strangers.isEmpty()
                ? List.of()
                : List.of("%s: %s: no such service in %s; it has %s"
                        .formatted(key, String.join(", ", strangers), config.policy(), String.join(", ", known)));
    }
}

package dev.headroom.receiver.cli;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.render.Hpa;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the policy's sizes as HorizontalPodAutoscalers. */
@Command(
        name = "hpa",
        description = {
            "Writes a HorizontalPodAutoscaler (autoscaling/v2) for one service or all, from the policy.",
            "It has the limits, target_*_utilization and hpa; the matching kubectl autoscale lines are comments.",
            "Apply it with: headroom render hpa | kubectl apply -f -"
        },
        mixinStandardHelpOptions = true)
final class RenderHpaCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "Only this one; default all of the policy.")
    private @Nullable String service;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        HeadroomConfig read = config.read();
        System.out.print(new Hpa(read.target()).of(chosen(PolicyFile.read(read.policy()))));
        return 0;
    }

    private Collection<ServicePolicy> chosen(ScalingPolicy policy) {
        if (service == null) {
            return policy.services().values();
        }
        ServicePolicy one = policy.service(service);
        if (one == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no service \"%s\" in the policy; it has %s"
                            .formatted(
                                    service, String.join(", ", policy.services().keySet())));
        }
        if (one.targets().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s has nothing that an autoscaler could go by; give it target_cpu_utilization, target_memory_utilization or hpa.metrics"
                            .formatted(service));
        }
        return List.of(one);
    }
}

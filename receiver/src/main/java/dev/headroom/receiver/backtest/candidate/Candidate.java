package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec;
import dev.headroom.receiver.backtest.candidate.knative.KpaSpec;
import dev.headroom.receiver.backtest.model.Sleep;
import dev.headroom.receiver.lint.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that could scale the service.
 *
 * @param name that it has in reports
 * @param sleep how its replicas do
 */
public record Candidate(String name, Plan plan, Sleep sleep) {

    /** One whose replicas are started and stopped. */
    public Candidate(String name, Plan plan) {
        this(name, plan, Sleep.NONE);
    }

    /** How it decides. */
    public sealed interface Plan {}

    /** Headroom, with its alert rules and policy. */
    public record Rules(RuleSet rules) implements Plan {}

    /** Kubernetes' own autoscaler. */
    public record Hpa(HpaSpec spec) implements Plan {}

    /**
     * KEDA's ScaledObject.
     *
     * @param rules whose recording rules its queries may ask
     */
    public record Keda(KedaSpec spec, RuleSet rules) implements Plan {}

    /**
     * Knative's pod autoscaler.
     *
     * @param spec of a policy's service, with Knative's defaults, where nothing else is said
     * @param varied what is otherwise than it says
     */
    public record Kpa(Optional<KpaSpec> spec, Map<KpaSpec.Setting, Double> varied) implements Plan {
        public Kpa {
            varied = Map.copyOf(varied);
        }

        /** As it says. */
        public Kpa(Optional<KpaSpec> spec) {
            this(spec, Map.of());
        }
    }

    /** llm-d's published control law. */
    public record Llmd() implements Plan {}

    /** What was really done. */
    public record Recorded(List<Result.Change> changes) implements Plan {
        public Recorded {
            changes = List.copyOf(changes);
        }
    }

    /** One that knows what comes, and fills its slots to this share, a ratio over 0 and up to 1. */
    public record Oracle(double fill) implements Plan {}

    /** The same count all the time. */
    public record Fixed(int replicas) implements Plan {}
}

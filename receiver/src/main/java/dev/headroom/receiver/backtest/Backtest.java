package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Candidates against one trace, or against what other seeds make of it, too.
 *
 * @param others the same by other chances, each made when it is its turn
 */
public record Backtest(String title, Trace trace, List<Supplier<Trace>> others, Settings settings) {

    private static final String MEANS =
            "means, in brackets the least and the most; charts and reasons are of the first";

    public Backtest {
        others = List.copyOf(others);
    }

    /**
     * How the service is modelled.
     *
     * @param work how a replica works on requests
     * @param gpuBusy when a GPU counts as busy
     * @param giveUp seconds after which a request that still waits has failed
     * @param objective what a request should keep to
     * @param sample seconds between two samples of the signals
     * @param fixed signals that the model knows nothing of, with the value that they always have
     */
    public record Model(
            Work work, GpuBusy gpuBusy, double giveUp, Objective objective, int sample, Map<String, Double> fixed) {}

    /**
     * A backtest of a service, whose limits and warm-up are those of the first candidate.
     *
     * @param seeds by how many chances, from that of the source on
     * @throws BacktestException where its policy does not name the service, or the trace lacks what the model asks for
     */
    public static Backtest of(Candidate first, String service, Arrivals source, Model model, int seeds) {
        ScalingPolicy policy = ((Candidate.Rules) first.plan()).rules().policy();
        ServicePolicy known = service(policy, service);
        Trace trace = source.trace(policy.schedule().zone());
        boolean told = trace.requests().stream().noneMatch(request -> Double.isNaN(request.tokens()));
        if (model.work() instanceof Work.Batching && !told) {
            throw new BacktestException("--kv-tokens: must come with a trace that tells tokens, found one of seconds;"
                    + " name one with context_tokens and generated_tokens, or leave --kv-tokens out");
        }
        List<Supplier<Trace>> others = new ArrayList<>();
        for (int i = 1; i < seeds; i++) {
            int further = i;
            others.add(() -> source.reseeded(further).trace(policy.schedule().zone()));
        }
        return new Backtest(
                source.words(trace) + (seeds == 1 ? "" : " and the " + (seeds - 1) + " after it: " + MEANS),
                trace,
                others,
                new Settings(
                        known,
                        model.work(),
                        model.gpuBusy(),
                        model.giveUp(),
                        model.objective(),
                        model.sample(),
                        model.fixed(),
                        source.replicas().orElse(known.replicas().min())));
    }

    /**
     * A service of a policy.
     *
     * @throws BacktestException where it does not name it
     */
    public static ServicePolicy service(ScalingPolicy policy, String name) {
        return Optional.ofNullable(policy.service(name))
                .orElseThrow(() -> new BacktestException("--service: must be one of "
                        + String.join(", ", policy.services().keySet()) + ", found " + name + "; name one of them"));
    }

    /** Plays all, and compares them with the first. */
    public Report compare(List<Candidate> candidates) {
        return report(played(candidates), Set.of());
    }

    /** Plays the first as it is and every combination, and marks those that no other beats. */
    public Report search(List<Candidate> candidates, Sweep sweep) {
        List<Candidate> all = new ArrayList<>(sweep.of(candidates));
        if (!all.contains(candidates.get(0))) {
            all.add(0, candidates.get(0));
        }
        List<Result> results = played(all);
        return report(results, Sweep.front(results));
    }

    private List<Result> played(List<Candidate> candidates) {
        candidates.stream()
                .filter(candidate ->
                        candidate.plan() instanceof Candidate.Llmd && settings.work() instanceof Work.Slots)
                .findFirst()
                .ifPresent(candidate -> {
                    throw new BacktestException(candidate.name() + ": must come with --kv-tokens, found none; add it,"
                            + " for it asks when tokens come, which is known of replicas that batch alone");
                });
        List<List<Result>> draws = new ArrayList<>(List.of(played(candidates, trace)));
        others.forEach(other -> draws.add(played(candidates, other.get())));
        return IntStream.range(0, candidates.size())
                .mapToObj(i -> Result.of(draws.stream().map(draw -> draw.get(i)).toList()))
                .toList();
    }

    private List<Result> played(List<Candidate> candidates, Trace one) {
        return candidates.stream()
                .map(candidate -> Run.of(candidate, one, settings))
                .toList();
    }

    private Report report(List<Result> results, Set<Result> front) {
        return new Report(title, settings.service().name(), trace.begins(), settings.objective(), results, front);
    }
}

package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.candidate.keda.Keda;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Trigger;
import dev.headroom.receiver.backtest.signal.Signals;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A ScaledObject, whose triggers ask the signals; one that asks for what the model does not know fails each time. */
final class KedaScaler implements Scaler {

    /** Over so many seconds Kubernetes' metrics of resources are means. */
    private static final int WINDOW = 120;

    private final KedaSpec spec;
    private final Keda keda;
    private final Signals signals;
    private final World world;
    private final List<Signals.Query> values = new ArrayList<>();
    private final Map<String, Set<String>> missing = new LinkedHashMap<>();

    /** @param signals with all recording rules */
    KedaScaler(KedaSpec spec, Signals signals, World world) {
        this.spec = spec;
        this.keda = new Keda(spec);
        this.signals = signals;
        this.world = world;
        spec.triggers().forEach(trigger -> values.add(value(trigger)));
    }

    private Signals.Query value(Trigger trigger) {
        if (trigger.query().isEmpty()) {
            return () -> world.meters().utilisation(WINDOW);
        }
        Set<String> unknown = new LinkedHashSet<>();
        Signals.Query query = signals.query(trigger.query(), unknown::add);
        unknown.forEach(name ->
                missing.computeIfAbsent(name, first -> new LinkedHashSet<>()).add("the trigger " + trigger.name()));
        if (!unknown.isEmpty()) {
            return () -> Double.NaN;
        }
        return () -> {
            double value = query.value();
            return Double.isNaN(value) && trigger.emptyIsZero() ? 0 : value;
        };
    }

    @Override
    public void step(long seconds) {
        if (seconds % signals.interval() == 0) {
            signals.sample((double) world.clock().instant().getEpochSecond());
        }
        double[] now = values.stream().mapToDouble(Signals.Query::value).toArray();
        int count = keda.decide(seconds, world.model().count(), world.model().ready(), now);
        world.scaleTo(count, Set.of(), "KEDA: " + Arrays.toString(now));
    }

    @Override
    public int rhythm() {
        return BigInteger.valueOf(Keda.PERIOD)
                .gcd(BigInteger.valueOf(spec.polling()))
                .intValue();
    }

    @Override
    public int max() {
        return spec.hpa().max();
    }

    @Override
    public Map<String, Set<String>> missing() {
        return missing;
    }
}

package dev.headroom.receiver.backtest.candidate.keda;

import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler;
import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler.Reading;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Fallback;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Trigger;
import java.util.Arrays;

/**
 * What KEDA documents: it looks itself, at each poll, whether anything is to run at all; between one and the most Kubernetes'
 * autoscaler decides, which asks it for the values of the triggers.
 */
public final class Keda {

    /** Seconds between two looks of Kubernetes. */
    public static final int PERIOD = 15;

    private final KedaSpec spec;
    private final Autoscaler autoscaler;
    private final int[] failures;
    private double[] polled;
    private long lastActive;

    public Keda(KedaSpec spec) {
        this.spec = spec;
        this.autoscaler = new Autoscaler(spec.hpa());
        this.failures = new int[spec.triggers().size()];
        this.polled = new double[spec.triggers().size()];
        this.lastActive = spec.initialCooldown();
    }

    /**
     * The count to set {@code seconds} after the beginning.
     *
     * @param replicas the present count
     * @param ready of them
     * @param values of the triggers, in their order; NaN for one that failed
     */
    public int decide(long seconds, int replicas, int ready, double[] values) {
        boolean polls = seconds % spec.polling() == 0;
        boolean asks = seconds % PERIOD == 0;
        if (polls || asks) {
            for (int i = 0; i < values.length; i++) {
                failures[i] = Double.isNaN(values[i]) ? failures[i] + 1 : 0;
            }
        }
        int count = polls ? poll(seconds, replicas, values) : replicas;
        if (!asks || count == 0) {
            return count;
        }
        return autoscaler.decide((double) seconds, count, wanted(count, Math.min(ready, count), values));
    }

    private int poll(long seconds, int replicas, double[] values) {
        polled = values.clone();
        int least = spec.hpa().min();
        if (isActive(values)) {
            lastActive = Math.max(lastActive, seconds);
            return replicas == 0 ? least : replicas;
        }
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            return fallback() ? spec.fallback().map(Fallback::replicas).orElse(replicas) : replicas;
        }
        if (spec.toZero()) {
            return seconds - lastActive > spec.cooldown() ? 0 : replicas;
        }
        return Math.max(replicas, least);
    }

    private boolean isActive(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] > spec.triggers().get(i).activation()) {
                return true;
            }
        }
        return false;
    }

    /** Whether every trigger that fails has failed too often, and may be replaced. */
    private boolean fallback() {
        for (int i = 0; i < failures.length; i++) {
            if (failures[i] > 0 && !replaced(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean replaced(int trigger) {
        return spec.triggers().get(trigger).metric().kind() == Kind.SHARED_QUEUE
                && spec.fallback()
                        .filter(fallback -> failures[trigger] > fallback.failures())
                        .isPresent();
    }

    /** The most that a metric asks for; not fewer than there are, where one cannot be told. */
    private int wanted(int replicas, int ready, double[] values) {
        int most = -1;
        boolean all = true;
        for (int i = 0; i < values.length; i++) {
            double value = told(i, values[i]);
            Metric metric = spec.triggers().get(i).metric();
            if (Double.isNaN(value)) {
                all = false;
            } else {
                most = Math.max(most, Autoscaler.wanted(metric, new Reading(replicas, ready, value, value)));
            }
        }
        return all ? most : Math.max(most, replicas);
    }

    private double told(int number, double value) {
        Trigger trigger = spec.triggers().get(number);
        if (Double.isNaN(value) && replaced(number)) {
            return trigger.metric().target()
                    * spec.fallback().map(Fallback::replicas).orElse(0);
        }
        return trigger.cached() ? polled[number] : value;
    }
}

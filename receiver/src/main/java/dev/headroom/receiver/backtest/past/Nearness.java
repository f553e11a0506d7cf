package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.demand.Counted;
import dev.headroom.receiver.backtest.model.Capacity;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.backtest.model.QueueModel;
import dev.headroom.receiver.backtest.model.Requests;
import dev.headroom.receiver.backtest.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How near the model comes to what was, with the replicas that there were: whoever is told of a change should know. */
record Nearness(Counted counted, Counts counts, Capacity capacity) {

    /** A sentence; empty where nobody tells how many replicas there were, or waited. */
    Optional<String> words(Trace rebuilt) {
        return counts.changes()
                .filter(changes -> Counted.isTold(counted.waiting()))
                .map(changes -> String.format(
                        Locale.ROOT,
                        "with the replicas that there were, %.1f requests wait on average in the model; %.1f were counted",
                        modelled(rebuilt, changes),
                        Arrays.stream(counted.waiting())
                                .filter(waiting -> !Double.isNaN(waiting))
                                .average()
                                .orElse(0)));
    }

    private double modelled(Trace rebuilt, List<Change> changes) {
        Requests requests = new Requests(new Objective.Begin(0), capacity.giveUp());
        QueueModel model = new QueueModel(capacity, counts.first().orElse(0), rebuilt.requests(), requests);
        int next = 0;
        double sum = 0;
        int told = 0;
        for (int point = 0; point < counted.waiting().length; point++) {
            double now = point * counted.step();
            for (; next < changes.size() && changes.get(next).at() <= now; next++) {
                model.advance(Math.max(model.now(), changes.get(next).at()));
                model.scaleTo(changes.get(next).to(), Set.of());
            }
            model.advance(now);
            sum += Double.isNaN(counted.waiting()[point]) ? 0 : model.waiting();
            told += Double.isNaN(counted.waiting()[point]) ? 0 : 1;
        }
        return sum / told;
    }
}

package dev.headroom.receiver.bench;

import dev.headroom.receiver.backtest.Race;
import dev.headroom.receiver.backtest.model.Capacity;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.backtest.model.QueueModel;
import dev.headroom.receiver.backtest.model.Requests;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.e2e.Exporter;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The workers of a race, and what they tell Prometheus: one queue, worked on by as many as there are ready pods. */
final class RaceWorkers implements AutoCloseable {
    private static final double PATIENCE = 100;
    private static final double WORK = Race.WORK / Race.FASTER;

    private final Exporter exporter = new Exporter();
    private final Requests requests = new Requests(new Objective.Begin(WORK), PATIENCE);
    private final QueueModel model;

    RaceWorkers(long seed) throws IOException {
        List<Request> faster = Race.trace(seed).requests().stream()
                .map(request -> new Request(request.at() / Race.FASTER, request.work() / Race.FASTER))
                .toList();
        model = new QueueModel(new Capacity(new Work.Slots(Race.SLOTS), 0, PATIENCE), Race.FEWEST, faster, requests);
        exporter.set("llm_task_slots", Race.SLOTS);
        tell();
    }

    int port() {
        return exporter.port();
    }

    /** Lets time pass until {@code now}, seconds since the beginning; from then on {@code ready} replicas work. */
    void work(double now, int ready) {
        model.advance(now);
        model.scaleTo(ready, Set.of());
        tell();
    }

    private void tell() {
        exporter.set("llm_tasks_running", model.running());
        exporter.set("llm_queue_length", model.waiting());
        exporter.set("llm_tasks_total{status=\"success\"}", requests.served());
        exporter.set("llm_tasks_total{status=\"failure\"}", requests.failed());
    }

    /** The share that began within a task's time, of those that came. */
    double inTime() {
        return requests.withinObjective();
    }

    @Override
    public String toString() {
        return model.running() + " running, " + model.waiting() + " waiting";
    }

    @Override
    public void close() {
        exporter.close();
    }
}

package dev.headroom.receiver.backtest.model;

import dev.headroom.receiver.backtest.trace.Request;
import java.util.Comparator;
import java.util.PriorityQueue;

/** {@link Work.Slots} at work. */
final class SlotEngine implements Engine {

    private record Task(double ends, double arrived) {}

    private final int slots;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingDouble(Task::ends));

    SlotEngine(int slots) {
        this.slots = slots;
    }

    @Override
    public boolean takes(Request request) {
        return tasks.size() < slots;
    }

    @Override
    public void begin(Request request, double now) {
        tasks.add(new Task(now + request.work(), request.at()));
    }

    @Override
    public double next() {
        Task task = tasks.peek();
        return task == null ? Double.POSITIVE_INFINITY : task.ends();
    }

    @Override
    public void advance(double now, Ledger ledger) {
        while (next() <= now) {
            Task task = tasks.remove();
            ledger.done(task.ends(), task.ends() - task.arrived());
        }
    }

    @Override
    public int busy() {
        return tasks.size();
    }
}

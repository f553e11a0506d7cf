package dev.headroom.receiver.backtest.model;

import dev.headroom.receiver.backtest.trace.Request;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** {@link Work.Batching} at work. All that decode get a token at each step, so one count of steps tells how far each is. */
final class BatchEngine implements Engine {

    /** {@code last} is the step that gives it its last token. */
    private record Decoding(Request request, double firstToken, double last) {}

    private final Work.Batching rates;
    private final Deque<Request> prompts = new ArrayDeque<>();
    private final PriorityQueue<Decoding> decoding = new PriorityQueue<>(Comparator.comparingDouble(Decoding::last));
    private double at;
    private double prefilled;
    private double steps;
    private double memory;

    BatchEngine(Work.Batching rates) {
        this.rates = rates;
    }

    @Override
    public boolean takes(Request request) {
        return busy() < rates.slots() && memory + request.tokens() <= rates.memory();
    }

    @Override
    public void begin(Request request, double now) {
        if (!prompts.isEmpty()) {
            prefilled += (now - at) * rates.prefill();
        } else if (!decoding.isEmpty()) {
            steps += (now - at) * rates.rate(decoding.size());
        }
        at = now;
        prompts.add(request);
        memory += request.tokens();
    }

    @Override
    public double next() {
        Request prompt = prompts.peek();
        if (prompt != null) {
            return at + Math.max(0, prompt.context() - prefilled) / rates.prefill();
        }
        Decoding first = decoding.peek();
        return first == null
                ? Double.POSITIVE_INFINITY
                : at + Math.max(0, first.last() - steps) / rates.rate(decoding.size());
    }

    @Override
    public void advance(double now, Ledger ledger) {
        for (double next = next(); next <= now; next = next()) {
            at = next;
            if (prompts.isEmpty()) {
                Decoding done = decoding.remove();
                steps = done.last();
                end(done, ledger);
            } else {
                firstToken(prompts.remove(), ledger);
            }
        }
    }

    private void firstToken(Request request, Ledger ledger) {
        prefilled = 0;
        ledger.firstToken(at, at - request.at());
        Decoding begun = new Decoding(request, at, steps + request.generated() - 1);
        if (request.generated() > 1) {
            decoding.add(begun);
        } else {
            end(begun, ledger);
        }
    }

    private void end(Decoding done, Ledger ledger) {
        Request request = done.request();
        memory -= request.tokens();
        double more = request.generated() - 1;
        ledger.streamed(done.firstToken() - request.at(), more > 0 ? (at - done.firstToken()) / more : 0);
        ledger.done(at, at - request.at());
    }

    @Override
    public int busy() {
        return prompts.size() + decoding.size();
    }

    @Override
    public double cache() {
        return memory / rates.memory();
    }
}

package dev.headroom.receiver.backtest.model;

import dev.headroom.receiver.backtest.trace.Request;

/** How a replica works on requests. */
public sealed interface Work {

    /** Requests that it works on at once, at most. */
    int slots();

    /** Seconds of a replica that has as much to do as it can which the request takes. */
    double share(Request request);

    /** Whether one that does nothing else can take it. */
    default boolean fits(Request request) {
        return true;
    }

    /** In slots of which none knows of the others: a request takes the same time whatever else is worked on. */
    record Slots(int slots) implements Work {
        @Override
        public double share(Request request) {
            return request.work() / slots;
        }
    }

    /**
     * As inference servers batch: one prompt after the other, which all wait for, then a token at a time for all together.
     *
     * @param prefill context tokens a second
     * @param decode generated tokens a second of a request that is alone
     * @param half so many more requests in the batch halve what each of them gets
     * @param memory tokens of KV cache; a request takes its context and its answer from its beginning to its end
     */
    record Batching(int slots, double prefill, double decode, double half, double memory) implements Work {

        /** Tokens a second that each of a batch gets. */
        double rate(int batch) {
            return decode / (1 + (batch - 1) / half);
        }

        @Override
        public double share(Request request) {
            int batch = (int) Math.max(1, Math.min(slots, memory / request.tokens()));
            return request.context() / prefill + request.generated() / rate(batch) / batch;
        }

        @Override
        public boolean fits(Request request) {
            return request.tokens() <= memory;
        }
    }
}

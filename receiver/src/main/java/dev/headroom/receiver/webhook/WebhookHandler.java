package dev.headroom.receiver.webhook;

import dev.headroom.receiver.alert.Refusal;
import dev.headroom.receiver.store.AlertStore;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhook}: 200 means that every alert that was taken is on disk. Nothing else happens in the request:
 * Alertmanager cuts an answer that is slow and sends the same again.
 */
public final class WebhookHandler implements Handler {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);

    private final Tokens tokens;
    private final AlertStore store;
    private final Timepiece clock;
    private final Signals signals;
    private final RequestBody.Budget budget = new RequestBody.Budget();

    public WebhookHandler(Tokens tokens, AlertStore store, Timepiece clock, Signals signals) {
        this.tokens = tokens;
        this.store = store;
        this.clock = clock;
        this.signals = signals;
    }

    @Override
    public void handle(Context ctx) {
        IntConsumer answered = signals.listener().begins();
        int code = 500;
        try {
            code = answer(ctx);
        } finally {
            answered.accept(code);
        }
    }

    private int answer(Context ctx) {
        try {
            accept(ctx);
            ctx.status(200).contentType("application/json").result("{}");
            return 200;
        } catch (Problem problem) {
            if (problem.status() == RequestBody.TOO_LARGE) {
                signals.listener().tooLarge();
                LOG.warn("webhook: {}", problem.told());
            }
            problem.answer(ctx);
            return problem.status();
        }
    }

    private void accept(Context ctx) {
        tokens.check(ctx);
        Declared.json(ctx);
        Delivery delivery = delivery(ctx);
        persist(delivery.receipt());
        delivery.told().run();
        signals.nudge().run();
    }

    /**
     * What is left of a body that was read: so many may wait for the disk, and none of them keeps its body.
     *
     * @param told to be run once it is on disk
     */
    private record Delivery(AlertStore.Receipt receipt, Runnable told) {}

    private Delivery delivery(Context ctx) {
        try (RequestBody body = RequestBody.read(ctx, budget)) {
            Moment now = clock.moment();
            Taken taken = Taken.from(Notification.parse(body.bytes()), now.wall());
            Runnable told = told(taken, now);
            return new Delivery(merged(taken, now), told);
        }
    }

    private AlertStore.Receipt merged(Taken taken, Moment now) {
        try {
            return store.take(taken.updates(), now);
        } catch (StoreException e) {
            throw unstored(e);
        }
    }

    private static void persist(AlertStore.Receipt receipt) {
        try {
            receipt.await();
        } catch (StoreException e) {
            throw unstored(e);
        }
    }

    private static Problem unstored(StoreException e) {
        LOG.error("webhook not stored: {}", OneLine.of(e.getMessage()));
        return new Problem(503, e.outcome("what was sent"), "see /readyz and the log; it will be sent again");
    }

    /** The rest that is to be done, with as little of what was taken as that needs. */
    private Runnable told(Taken taken, Moment now) {
        Runnable news = signals.news().taken(taken.updates(), taken.receiver(), now);
        List<Refusal> refused = taken.refused();
        long truncated = taken.truncated();
        String line = refused.isEmpty() && truncated == 0 && !LOG.isDebugEnabled() ? "" : taken.toString();
        return () -> {
            tell(refused, truncated, line);
            news.run();
        };
    }

    private void tell(List<Refusal> refused, long truncated, String line) {
        refused.forEach(signals.listener()::refused);
        if (truncated > 0) {
            signals.listener().truncated(truncated);
        }
        if (!refused.isEmpty() || truncated > 0) {
            LOG.warn("{}", line);
        } else {
            LOG.debug("{}", line);
        }
    }
}

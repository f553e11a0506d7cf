package dev.headroom.receiver.webhook;

import dev.headroom.receiver.store.AlertStore;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import io.javalin.http.Context;
import io.javalin.http.Handler;
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
        try (RequestBody body = RequestBody.read(ctx, budget)) {
            Moment now = clock.moment();
            Taken taken = Taken.from(Notification.parse(body.bytes()), now.wall());
            persist(taken, now);
            tell(taken);
            signals.news().taken(taken.updates(), taken.receiver(), now);
        }
        signals.nudge().run();
    }

    private void persist(Taken taken, Moment now) {
        try {
            store.receive(taken.updates(), now);
        } catch (StoreException e) {
            LOG.error("webhook not stored: {}", OneLine.of(e.getMessage()));
            throw new Problem(503, e.outcome("what was sent"), "see /readyz and the log; it will be sent again");
        }
    }

    private void tell(Taken taken) {
        taken.refused().forEach(signals.listener()::refused);
        if (taken.truncated() > 0) {
            signals.listener().truncated(taken.truncated());
        }
        if (!taken.refused().isEmpty() || taken.truncated() > 0) {
            LOG.warn("{}", taken);
        } else if (LOG.isDebugEnabled()) {
            LOG.debug("{}", taken);
        }
    }
}

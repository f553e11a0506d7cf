package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.ManualScale.Ask;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.reconcile.Orders;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.webhook.Problem;
import dev.headroom.receiver.webhook.Tokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The changing half of the API: what people order. It asks for the token, and takes nothing from other sites' pages. */
public final class OrdersApi implements Consumer<RoutesConfig> {

    private static final int OWNER = 64;
    private static final int REASON = 160;
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Map<String, Kind> KINDS =
            Map.of("pin", Kind.PIN, "freeze", Kind.FREEZE, "hold_up", Kind.HOLD_UP, "hold_down", Kind.HOLD_DOWN);

    private final Views views;
    private final Taking taking;
    private final Tokens tokens;
    private final InstantSource clock;
    private final Supplier<ZoneId> zone;

    /**
     * Who takes orders.
     *
     * @param relay for those that the leader alone can judge
     */
    public record Taking(Orders orders, Relay relay) {}

    /** {@code zone} is the policy's, in which times are told. */
    public OrdersApi(Views views, Taking taking, Tokens tokens, InstantSource clock, Supplier<ZoneId> zone) {
        this.views = views;
        this.taking = taking;
        this.tokens = tokens;
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.post("/api/v1/services/{service}/scale", guarded(ctx -> scale(ctx, Ask.COUNT)));
        routes.post("/api/v1/services/{service}/wake", guarded(ctx -> scale(ctx, Ask.WAKE)));
        routes.post("/api/v1/services/{service}/sleep", guarded(ctx -> scale(ctx, Ask.SLEEP)));
        routes.put("/api/v1/services/{service}/override", guarded(this::put));
        routes.delete("/api/v1/services/{service}/override", guarded(this::release));
    }

    private Handler guarded(Handler handler) {
        return ctx -> {
            tokens.check(ctx);
            SameOrigin.check(ctx);
            try {
                handler.handle(ctx);
            } catch (StoreException e) {
                throw new Problem(
                        503,
                        e.outcome("the order"),
                        "see /readyz and the log, "
                                + (e.isUnknown()
                                        ? "and look whether it holds before you send it again"
                                        : "and send it again"));
            }
        };
    }

    /** It is judged at once, by the one who leads; an override is a line in the store that all of them share. */
    private void scale(Context ctx, Ask ask) {
        ServiceView service = views.known(ctx.pathParam("service"));
        Form form = Form.read(ctx, Set.of("replicas", "owner", "reason"));
        if (taking.relay().passed(ctx, form.bytes())) {
            return;
        }
        Explanation told = taking.orders()
                .scale(new ManualScale(
                        service.service(),
                        ask,
                        replicas(form, service, ask),
                        form.line("owner", OWNER),
                        form.line("reason", REASON)));
        boolean refused = told.verdicts().stream().anyMatch(Verdict::refused);
        ctx.status(refused ? 409 : 202);
        Json.answer(
                ctx, refused ? Answers.RefusedJson.of(told, zone.get()) : Answers.ExplanationJson.of(told, zone.get()));
    }

    /** One replica is woken, or put to sleep, where no number is given. */
    private static int replicas(Form form, ServiceView service, Ask ask) {
        if (ask == Ask.COUNT) {
            return form.whole("replicas", service.min(), service.max());
        }
        return form.has("replicas") ? form.whole("replicas", 1, service.max()) : 1;
    }

    private void put(Context ctx) {
        ServiceView service = views.known(ctx.pathParam("service"));
        Form form = Form.read(ctx, Set.of("kind", "replicas", "ttl", "owner", "reason", "replace"));
        Kind kind = form.word("kind", KINDS);
        if (kind != Kind.PIN && form.has("replicas")) {
            throw new Problem(422, "replicas goes with the kind pin only", "leave it out, or pin the count");
        }
        ManualOverride override = new ManualOverride(
                service.service(),
                kind,
                kind == Kind.PIN ? form.whole("replicas", service.min(), service.max()) : 0,
                form.line("owner", OWNER),
                form.line("reason", REASON),
                clock.instant().plus(form.period("ttl", LONGEST)));
        Orders.Placing placing = taking.orders().put(override, form.yes("replace"));
        if (placing instanceof Orders.Placing.Blocked blocked) {
            throw blocked(blocked.by());
        }
        Json.answer(ctx, Answers.PlacedJson.of(override, ((Orders.Placing.Stands) placing).replaced(), this::inWords));
    }

    /** With its end, and the zone of that. */
    private String inWords(ManualOverride order) {
        return Sentence.dated(order.inWords(), Times.named(zone.get()).at(order.expires(), clock.instant()));
    }

    private Problem blocked(ManualOverride standing) {
        return new Problem(
                409,
                standing.service() + " has another person's override: " + inWords(standing),
                "ask " + standing.owner() + ", or send it again with \"replace\": true; a command takes --replace");
    }

    /** Its words are in the query, because many clients send no body with a DELETE. */
    private void release(Context ctx) {
        ServiceView service = views.known(ctx.pathParam("service"));
        String owner = Form.line("owner", ctx.queryParam("owner"), OWNER);
        String reason = ctx.queryParam("reason") == null ? "" : Form.line("reason", ctx.queryParam("reason"), REASON);
        ManualOverride released =
                taking.orders().release(service.service(), owner, reason).orElseThrow(() -> nothingToRelease(service));
        Json.answer(ctx, Answers.PlacedJson.released(released, inWords(released)));
    }

    private static Problem nothingToRelease(ServiceView service) {
        return service.frozen().isEmpty()
                ? new Problem(
                        404, service.service() + " has no override", "nothing is to be done; it follows the policy")
                : new Problem(
                        409,
                        service.service() + " is frozen by " + service.frozen(),
                        "remove it there: no order takes it away");
    }
}

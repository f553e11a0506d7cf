package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.Intake;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.web.Answers.AlertJson;
import dev.headroom.receiver.web.Answers.DecisionJson;
import dev.headroom.receiver.web.Answers.ExplanationJson;
import dev.headroom.receiver.web.Answers.Readiness;
import dev.headroom.receiver.webhook.OneLine;
import dev.headroom.receiver.webhook.Problem;
import dev.headroom.receiver.webhook.Tokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The reading half of the API, with health, readiness and metrics; those three ask for no token. */
public final class Api implements Consumer<RoutesConfig> {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private final Views views;
    private final Tokens tokens;
    private final Exposition metrics;
    private final Timepiece clock;
    private final Supplier<ZoneId> zone;

    /** {@code zone} is the policy's, in which times are told. */
    public Api(Views views, Tokens tokens, Exposition metrics, Timepiece clock, Supplier<ZoneId> zone) {
        this.views = views;
        this.tokens = tokens;
        this.metrics = metrics;
        this.clock = clock;
        this.zone = zone;
    }

    /** Sends the overview to whoever follows it. */
    public LiveFeed feed(Changes changes) {
        return new LiveFeed(changes, this::overview, tokens);
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get(
                "/healthz", ctx -> ctx.contentType("text/plain; charset=utf-8").result("ok\n"));
        routes.get("/readyz", this::readiness);
        routes.get("/metrics", this::metrics);
        routes.get("/api/v1/services", guarded(ctx -> Json.answer(ctx, views.services())));
        routes.get("/api/v1/services/{service}", guarded(ctx -> Json.answer(ctx, service(ctx))));
        routes.get("/api/v1/services/{service}/explanation", guarded(ctx -> Json.answer(ctx, explanation(ctx))));
        routes.get("/api/v1/decisions", guarded(this::decisions));
        routes.get("/api/v1/decisions/{id}", guarded(ctx -> Json.answer(ctx, decision(ctx))));
        routes.get("/api/v1/replicas", guarded(ctx -> Json.answer(ctx, replicas(ctx))));
        routes.get("/api/v1/overview", guarded(ctx -> Json.answer(ctx, overview())));
        routes.get("/api/v1/alerts", guarded(this::alerts));
        routes.get("/api/v1/gpus", guarded(ctx -> Json.answer(ctx, GpuAnswers.of(views.gpus()))));
    }

    private Handler guarded(Handler handler) {
        return ctx -> {
            tokens.check(ctx);
            handler.handle(ctx);
        };
    }

    private void readiness(Context ctx) {
        Readiness readiness = Readiness.of(views.readiness());
        ctx.status(readiness.ready() ? 200 : 503);
        Json.answer(ctx, readiness);
    }

    private void metrics(Context ctx) {
        Exposition.Text text = metrics.scrape(ctx.header("Accept"));
        ctx.contentType(text.contentType()).result(text.body());
    }

    private void decisions(Context ctx) {
        String name = ctx.queryParam("service");
        String service = name == null ? null : views.known(name).service();
        Json.answer(
                ctx,
                views.decisions(service, before(ctx), limit(ctx)).stream()
                        .map(line -> DecisionJson.of(line, zone.get()))
                        .toList());
    }

    private DecisionJson decision(Context ctx) {
        String id = ctx.pathParam("id");
        return Optional.of(id)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .flatMap(text -> views.decision(Long.parseLong(text)))
                .map(line -> DecisionJson.of(line, zone.get()))
                .orElseThrow(() -> new Problem(
                        404,
                        "there is no decision " + OneLine.of(id),
                        "see /api/v1/decisions; what is older than history in headroom.yml is forgotten"));
    }

    /** The points of the last day of every service, or of one, as {@code [second, desired, ready, min, max, floor]}. */
    private Map<String, List<List<@Nullable Number>>> replicas(Context ctx) {
        String name = ctx.queryParam("service");
        List<ServiceView> wanted = name == null ? views.services() : List.of(views.known(name));
        Map<String, List<List<@Nullable Number>>> tracks = new LinkedHashMap<>();
        wanted.forEach(view -> tracks.put(view.service(), points(views.track(view.service()))));
        return tracks;
    }

    private static List<List<@Nullable Number>> points(Track track) {
        return track.points().stream().map(Api::point).toList();
    }

    private static List<@Nullable Number> point(Track.Point point) {
        Counts counts = point.counts();
        long second = point.at().getEpochSecond();
        return counts == null
                ? List.of(second)
                : Arrays.asList(second, counts.desired(), counts.ready(), counts.min(), counts.max(), counts.floor());
    }

    private Overview overview() {
        return Overview.of(views, clock.moment(), zone.get());
    }

    private void alerts(Context ctx) {
        Json.answer(
                ctx,
                views.alerts().stream()
                        .sorted(AlertJson.BY_NAME)
                        .map(state -> AlertJson.of(state, views))
                        .toList());
    }

    private ServiceView service(Context ctx) {
        return views.known(ctx.pathParam("service"));
    }

    private ExplanationJson explanation(Context ctx) {
        String service = service(ctx).service();
        return views.explanation(service)
                .map(told -> ExplanationJson.of(told, zone.get()))
                .orElseThrow(() -> new Problem(404, service + " has not been evaluated yet", "ask again in a moment"));
    }

    private static @Nullable Instant before(Context ctx) {
        String text = ctx.queryParam("before");
        if (text == null) {
            return null;
        }
        Instant before = Intake.time(text);
        if (before == null) {
            throw new Problem(400, "before is not a time", "write it like 2026-11-24T14:07:10Z");
        }
        return before;
    }

    private static int limit(Context ctx) {
        String text = ctx.queryParam("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new Problem(400, "limit is not a number from 1 to " + MAX_LIMIT, "write it like limit=50");
        }
        return Integer.parseInt(text);
    }
}

package dev.headroom.receiver.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Hours;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.web.Answers.AlertJson;
import dev.headroom.receiver.web.Answers.ExplanationJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows at once.
 *
 * @param zone in which times are told
 * @param summary whether all is well, in words
 * @param services the worst first
 * @param latest the newest lines of the history, newest first
 * @param firing how many alerts fire; the Watchdog always does, and is not one of them
 * @param alerts those that fire, by name; so many at most that the page stays light
 */
record Overview(
        Instant now,
        String zone,
        Summary summary,
        EvidenceJson evidence,
        List<Check> checks,
        List<Service> services,
        List<Line> latest,
        int firing,
        List<AlertJson> alerts) {

    private static final int SHOWN_ALERTS = 200;
    private static final int SHOWN_DECISIONS = 8;

    /** An action that failed within this time, and after which none came, is trouble. */
    private static final Duration REMEMBERED = Duration.ofHours(6);

    /**
     * How fresh the news is; {@code blindAfter} in seconds.
     *
     * @param heartbeat the latest news from Alertmanager
     * @param source when Prometheus was last proven to evaluate
     * @param part who is to blame where not all may be concluded, and why, since when
     */
    record EvidenceJson(
            Instant since,
            @Nullable Instant heartbeat,
            @Nullable Instant source,
            long blindAfter,
            boolean blind,
            Evidence.@Nullable Part part,
            String reason,
            @Nullable Instant from) {
        static EvidenceJson of(Evidence evidence, Moment now) {
            Evidence.Finding finding = evidence.look(now);
            return new EvidenceJson(
                    evidence.since().wall(),
                    wall(evidence.courier()),
                    wall(evidence.source().heard()),
                    evidence.blindAfter().toSeconds(),
                    finding.blind(),
                    finding.part(),
                    finding.reason(),
                    finding.from());
        }

        private static @Nullable Instant wall(@Nullable Moment moment) {
            return moment == null ? null : moment.wall();
        }
    }

    /** A service with its latest judgement; null before the first. */
    record Service(
            @JsonUnwrapped ServiceView view,
            Diagnosis diagnosis,
            @Nullable ExplanationJson explanation,
            UsageJson usage) {
        static final Comparator<Service> WORST_FIRST =
                Comparator.comparing(service -> service.diagnosis().condition());
    }

    /** A decision in short. */
    record Line(long id, Instant at, String service, Explanation.Outcome outcome, String sentence, String result) {
        static Line of(DecisionRecord line, ZoneId zone) {
            Explanation told = line.explanation();
            return new Line(
                    line.id(), told.at(), told.service(), told.outcome(), Sentence.of(told, zone), line.result());
        }
    }

    /** Replica hours, and what one of them costs where that is known. */
    record UsageJson(
            HoursJson today, HoursJson month, @Nullable CostJson cost) {
        static UsageJson of(Track track, @Nullable Cost cost) {
            return new UsageJson(
                    HoursJson.of(track.today()),
                    HoursJson.of(track.month()),
                    cost == null ? null : new CostJson(cost.amount(), cost.currency()));
        }
    }

    record HoursJson(double used, double atMax, double seen) {
        static HoursJson of(Hours hours) {
            return new HoursJson(hours(hours.used()), hours(hours.atMax()), hours(hours.seen()));
        }

        private static double hours(Duration time) {
            return Math.round(time.toSeconds() / 36.0) / 100.0;
        }
    }

    record CostJson(BigDecimal amount, String currency) {}

    static Overview of(Views views, Moment now, ZoneId zone) {
        Evidence evidence = views.evidence();
        Scene scene =
                new Scene(views, evidence.look(now), views.actions(now.wall().minus(REMEMBERED)), zone);
        List<ServiceView> seen = views.services();
        List<Service> services =
                seen.stream().map(scene::service).sorted(Service.WORST_FIRST).toList();
        List<Check> checks = views.readiness();
        List<AlertState> firing = views.alerts().stream()
                .filter(AlertState::firing)
                .filter(state -> !evidence.source().watchdog().matches(state.alert()))
                .sorted(AlertJson.BY_NAME)
                .toList();
        return new Overview(
                now.wall(),
                zone.getId(),
                Summary.of(
                        checks,
                        scene.finding(),
                        services.stream().map(Service::diagnosis).toList(),
                        new Summary.Happenings(
                                Outlook.firing(
                                        firing.stream()
                                                .map(state -> state.alert().name())
                                                .toList(),
                                        !scene.finding().blind()),
                                Outlook.lately(scene.actions(), now.wall()),
                                Outlook.coming(views, seen, now.wall()))),
                EvidenceJson.of(evidence, now),
                checks,
                services,
                views.decisions(null, null, SHOWN_DECISIONS).stream()
                        .map(line -> Line.of(line, zone))
                        .toList(),
                firing.size(),
                firing.stream()
                        .limit(SHOWN_ALERTS)
                        .map(state -> AlertJson.of(state, views))
                        .toList());
    }

    /** What is the same for all services. */
    private record Scene(Views views, Evidence.Finding finding, List<Action> actions, ZoneId zone) {

        Service service(ServiceView view) {
            String name = view.service();
            Track track = views.track(name);
            Explanation told = views.explanation(name).orElse(null);
            Signs signs = new Signs(
                    view,
                    told,
                    views.since(name).orElse(null),
                    finding,
                    Outlook.lastOf(name, actions),
                    views.ordered(view).orElse(null),
                    Outlook.fewerSince(track),
                    Times.in(zone));
            return new Service(
                    view,
                    Diagnosis.of(signs),
                    told == null ? null : ExplanationJson.of(told, zone),
                    UsageJson.of(track, views.cost(name).orElse(null)));
        }
    }
}

package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.OpenLoop;
import dev.headroom.receiver.backtest.candidate.RecordedNews;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.report.Report;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.store.sqlite.Recording;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What policies would have decided on the alerts that a receiver really heard. The loop is open: what they decide changes
 * nothing of what was heard.
 */
public record RecordedPast(Path file, Recording recording, Settings settings) {

    /**
     * The past that a store holds, of a service of the first candidate's policy.
     *
     * @throws BacktestException where the store holds no alert of a service that the policy names
     */
    public static RecordedPast of(Path file, Candidate first, String service) {
        ScalingPolicy policy = ((Candidate.Rules) first.plan()).rules().policy();
        Recording recording = Recording.read(file);
        if (recording.news().isEmpty()) {
            throw new BacktestException(file + ": must hold alerts that were heard, found none; come back later");
        }
        return new RecordedPast(file, recording, Settings.of(Backtest.service(policy, service)));
    }

    /** Plays all, with what was really done as the last. */
    public Report compare(List<Candidate> candidates) {
        Instant begins = recording.news().get(0).at().truncatedTo(ChronoUnit.MINUTES);
        Instant ends = end();
        Trace silence =
                new Trace(begins, (double) Duration.between(begins, ends).toSeconds(), List.of());
        List<Candidate> all = new ArrayList<>(candidates);
        all.add(new Candidate("as it was", new Candidate.Recorded(changes(begins))));
        OpenLoop heard = new OpenLoop(settings.service().replicas().min(), rules -> new RecordedNews(recording));
        List<Result> results = all.stream()
                .map(candidate -> Run.of(candidate, silence, settings, heard))
                .toList();
        String title = file.getFileName() + ": " + recording.news().size() + " changes of alerts from " + begins
                + " to " + ends.truncatedTo(ChronoUnit.SECONDS) + ", as they were heard";
        return new Report(title, settings.service().name(), begins, settings.objective(), results, Set.of());
    }

    private Instant end() {
        Instant last = recording.news().get(recording.news().size() - 1).at();
        List<DecisionRecord> decisions = recording.decisions();
        Instant decided = decisions.isEmpty()
                ? last
                : decisions.get(decisions.size() - 1).explanation().at();
        return (decided.isAfter(last) ? decided : last).plus(Duration.ofMinutes(1));
    }

    /** What was done to the service from an instant on. */
    public List<Change> changes(Instant begins) {
        return recording.decisions().stream()
                .filter(record -> !record.result().equals("cancelled"))
                .map(DecisionRecord::explanation)
                .filter(told -> told.outcome() == Explanation.Outcome.SCALE)
                .filter(told -> told.service().equals(settings.service().name())
                        && !told.at().isBefore(begins))
                .map(told -> new Change(
                        Duration.between(begins, told.at()).toMillis() / 1e3,
                        told.from(),
                        told.to(),
                        Sentence.of(told, ZoneOffset.UTC)))
                .toList();
    }
}

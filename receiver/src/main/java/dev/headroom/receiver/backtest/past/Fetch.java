package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.http.TooLargeException;
import dev.headroom.clients.prometheus.Points;
import dev.headroom.clients.prometheus.Range;
import dev.headroom.clients.prometheus.UnansweredException;
import dev.headroom.receiver.backtest.BacktestException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Prometheus for a range of each query, one question at a time and in parts. One that is too much is halved, and a
 * server that is busy or gone is left alone for longer and longer before it is asked again.
 */
public final class Fetch {

    static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ATTEMPTS = 7;
    private static final int LEAST_POINTS = 60;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Set<Integer> FOR_NOW = Set.of(408, 429, 500, 502, 503, 504);

    private final Source source;
    private final Sleep sleep;
    private final Progress progress;
    private int most = Range.MOST;

    /** Tells the series of a query over a range, within a time. */
    @FunctionalInterface
    interface Source {
        List<Points> query(String query, Range range, Duration limit) throws IOException;
    }

    /** Waits. */
    @FunctionalInterface
    interface Sleep {
        void pause(Duration time) throws InterruptedException;
    }

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(long done, long all, String waits);
    }

    /** Takes the next part of an answer. */
    @FunctionalInterface
    interface Sink {
        void take(String query, int points, List<Points> series);
    }

    Fetch(Source source, Sleep sleep, Progress progress) {
        this.source = source;
        this.sleep = sleep;
        this.progress = progress;
    }

    /**
     * Asks for what is not known yet.
     *
     * @throws BacktestException that says which question got no answer, and what to do
     */
    void run(List<String> queries, Range range, Answers answers, Sink sink) {
        long all = (long) queries.size() * range.points();
        for (String query : queries) {
            while (answers.known(query) < range.points()) {
                int first = answers.known(query);
                progress.at(done(queries, answers), all, "");
                Range part = range.part(first, most);
                List<Points> series = asked(query, part, done(queries, answers), all);
                if (series != null) {
                    answers.add(query, part.points(), series);
                    sink.take(query, part.points(), series);
                }
            }
        }
        progress.at(all, all, "");
    }

    private static long done(List<String> queries, Answers answers) {
        return queries.stream().mapToLong(answers::known).sum();
    }

    /** Null where it was too much for one answer, and less is to be asked for. */
    private @Nullable List<Points> asked(String query, Range part, long done, long all) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return source.query(query, part, LIMIT).stream()
                        .map(Addresses::without)
                        .toList();
            } catch (IOException e) {
                if (isTooMuch(e) && part.points() > LEAST_POINTS) {
                    most = part.points() / 2;
                    return null;
                }
                if (attempt == ATTEMPTS || !isForNow(e)) {
                    throw new BacktestException(told(e) + "; it was asked for " + shortened(query));
                }
                Duration wanted = e instanceof UnansweredException refusal
                        ? refusal.pause().orElse(pause)
                        : pause;
                wait(wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted, e, done, all);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private void wait(Duration pause, IOException why, long done, long all) {
        try {
            progress.at(done, all, "waits " + pause.toSeconds() + " s: " + told(why));
            sleep.pause(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BacktestException("the fetch was interrupted; begin it again");
        }
    }

    private static boolean isTooMuch(IOException e) {
        boolean late = e.getCause() instanceof TimeoutException;
        boolean large = e.getCause() instanceof TooLargeException;
        return late || large || (e instanceof UnansweredException refusal && isTooMuch(refusal));
    }

    private static boolean isTooMuch(UnansweredException refusal) {
        return switch (refusal.status()) {
            case 422 -> told(refusal).contains("too many samples");
            case 503 -> told(refusal).contains("timed out");
            default -> false;
        };
    }

    private static boolean isForNow(IOException e) {
        return !(e instanceof UnansweredException refusal) || FOR_NOW.contains(refusal.status());
    }

    private static String told(IOException e) {
        return String.valueOf(e.getMessage());
    }

    private static String shortened(String query) {
        int most = 120;
        return query.length() <= most ? query : query.substring(0, most) + "…";
    }
}

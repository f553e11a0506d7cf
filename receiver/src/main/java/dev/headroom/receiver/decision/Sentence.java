package dev.headroom.receiver.decision;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** An explanation in one sentence of plain words, for people. */
public final class Sentence {

    private static final int NAMED_ALERTS = 3;

    private Sentence() {}

    /** The sentence, with times in a zone that is said beside it. */
    public static String of(Explanation e, ZoneId zone) {
        return of(e, Times.in(zone));
    }

    /** The sentence; the day of a time is left out where it is that of the decision. */
    public static String of(Explanation e, Times times) {
        return head(e) + ": " + reasonOf(e, times);
    }

    /** The sentence without its head: what speaks for or against a change. */
    public static String reasonOf(Explanation e, Times times) {
        return String.join("; ", clauses(e, times));
    }

    /** An order in words with its end: {@code freeze until 14:07:10 by ana: do not touch}; the reason stays what she wrote. */
    public static String dated(String order, String until) {
        return order.replaceFirst(" by ", " until " + Matcher.quoteReplacement(until) + " by ");
    }

    /** A line of the history that tells of an override, and judges nothing. */
    private static boolean tellsOfOrder(Explanation e) {
        return e.reason() == Reason.OVERRIDE && e.source() == null;
    }

    private static String head(Explanation e) {
        if (e.reason() == Reason.TARGET_UNKNOWN) {
            return e.service() + " is left as it is";
        }
        if (e.reason() == Reason.DRIFT) {
            return e.service() + " is left at " + e.to();
        }
        if (tellsOfOrder(e)) {
            return e.service();
        }
        return e.outcome() == Outcome.SCALE
                ? e.service() + " goes from " + e.from() + " to " + e.to()
                : e.service() + " stays at " + e.from();
    }

    private static List<String> clauses(Explanation e, Times times) {
        List<String> clauses = new ArrayList<>();
        if (e.reason() != Reason.DRIFT) {
            clauses.add(tellsOfOrder(e) ? order(wish(e), e.until(), e.at(), times) : wish(e));
        }
        e.verdicts().stream()
                .filter(v -> v.refused() || v.until() != null || OrderGuards.tellsOfFreeze(v))
                .map(v -> because(v, e.at(), times))
                .forEach(clauses::add);
        e.verdicts().stream()
                .filter(v -> v.passed() && RoomGuards.tellsOfRoom(v))
                .map(v -> "VRAM " + (e.outcome() == Outcome.SCALE ? "passes" : "would pass") + " (" + v.detail() + ")")
                .forEach(clauses::add);
        e.verdicts().stream()
                .filter(EffectGuard::tellsOfDoubt)
                .map(Verdict::detail)
                .forEach(clauses::add);
        if (!e.against().isEmpty()) {
            clauses.add("against " + e.against().stream().map(Sentence::told).collect(joining(", ")));
        }
        return clauses;
    }

    private static String told(Explanation.Against wish) {
        String who = wish.alerts().isEmpty() ? wish.source() : String.join(" and ", wish.alerts());
        return who + " (" + wish.wants() + ", " + wish.priority() + ")";
    }

    private static String wish(Explanation e) {
        if (e.note() != null) {
            return e.note() + (e.reason() == Reason.MANUAL && e.to() == e.from() ? "; it has them already" : "");
        }
        if (e.reason() == Reason.TARGET_UNKNOWN) {
            return "its replicas could not be observed";
        }
        if (e.source() == null) {
            return e.reason() == Reason.STEADY ? steady(e) : spaced(e.reason().word());
        }
        if (e.outcome() == Outcome.SCALE) {
            String source = kind(e) + who(e) + (e.priority() == null ? "" : ", " + e.priority());
            return e.alerts().isEmpty() ? source : because(e) + " (" + source + ")";
        }
        String wants = e.alerts().stream().map(AlertRef::name).distinct().count() > 1 ? " want " : " wants ";
        return because(e) + wants + wanted(e);
    }

    /** Where alerts are not heard, nobody can say that nothing is asked for. */
    private static String steady(Explanation e) {
        return e.verdicts().stream().anyMatch(Verdict::refused)
                ? "whether an alert asks for a change is not known"
                : "nothing asks for a change";
    }

    /** The count; at a limit, beyond which none is named, the direction. */
    private static String wanted(Explanation e) {
        if (e.to() != e.from() || e.verdicts().stream().noneMatch(Verdict::refused)) {
            return "" + e.to();
        }
        return e.verdicts().stream()
                .filter(verdict -> verdict.guard() == Guard.BOUNDS && verdict.refused())
                .map(limit -> RoomGuards.tellsOfMost(limit) ? "more" : "fewer")
                .findFirst()
                .orElse("a change"); // so versions before told it that kept no verdict on the limits
    }

    private static String who(Explanation e) {
        String source = String.valueOf(e.source());
        return e.reason() == Reason.YIELD
                ? "sleeps for " + source.substring(source.indexOf(':') + 1) + "'s up, which finds no room"
                : source;
    }

    /** The kind of source, where its name does not tell it already, as "schedule:peak" does. */
    private static String kind(Explanation e) {
        return switch (e.reason()) {
            case TRIGGER -> "trigger ";
            case MATRIX -> "rule ";
            default -> "";
        };
    }

    private static String because(Explanation e) {
        List<String> names = e.alerts().stream().map(AlertRef::name).distinct().toList();
        if (names.isEmpty()) {
            return e.source() == null ? "nothing" : e.source();
        }
        int more = names.size() - NAMED_ALERTS;
        return names.stream().limit(NAMED_ALERTS).collect(joining(" and "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String because(Verdict verdict, Instant at, Times times) {
        String why = verdict.detail().isEmpty() ? spaced(verdict.guard().word()) : verdict.detail();
        return verdict.guard() == Guard.OVERRIDE
                ? order(why, verdict.until(), at, times)
                : until(why, verdict.until(), at, times);
    }

    private static String order(String words, @Nullable Instant until, Instant at, Times times) {
        return until == null ? words : dated(words, times.at(until, at));
    }

    private static String until(String what, @Nullable Instant until, Instant at, Times times) {
        return until == null ? what : what + " until " + times.at(until, at);
    }

    private static String spaced(String word) {
        return word.replace('_', ' ');
    }
}

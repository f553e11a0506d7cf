package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Expr.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which signals tell how much there is to do, and whether a high one means much: by what they are called, and by how alerts scale
 * by them.
 *
 * @param votes by the signal that an alert goes by: above zero where a high one scales up, or a low one down
 */
record LoadSignals(Map<String, Integer> votes) {
    private static final Pattern MUCH = Pattern.compile(
            "queue|wait|pending|backlog|latency|utili[sz]ation|usage|(memory|vram)_used|busy|traffic|err|fail|:p\\d\\d|(^|[_:])load(ed)?([_:]|$)");
    private static final Pattern LITTLE =
            Pattern.compile("free|idle|avail|(?<!^)headroom|(^|[_:])hits?([_:]|$)|remaining|left|spare|unused|succe");

    /** What can be used, and how evenly: of these a high number may mean either. */
    private static final Pattern EITHER =
            Pattern.compile("consumer|replica|worker|capacity|limit|variation|variance|stddev|deviation");

    /** What an up may want little of: more replicas do not cure errors, and want memory themselves. */
    private static final Pattern NO_LOAD = Pattern.compile("err|fail|memory|vram");

    private static final Pattern TRAFFIC = Pattern.compile(
            "(request|task|quer(y|ie)|lookup|message|job)s?(_[a-z]+)*(_total|:(increase|rate)\\d+[smh])$");
    private static final Pattern OUTCOME = Pattern.compile("status|code|outcome|result|reason");

    static LoadSignals in(Tree.Rules rules) {
        Map<String, Integer> votes = new HashMap<>();
        for (Alert alert : rules.alerts()) {
            boolean up = alert.scale().equals("up");
            if (up || alert.scale().equals("down")) {
                alert.expression()
                        .threshold()
                        .filter(Comparison::isOfOrder)
                        .ifPresent(by -> votes.merge(by.signal(), by.isHigh() == up ? 1 : -1, Integer::sum));
            }
        }
        return new LoadSignals(votes);
    }

    /** Whether a high one is much to do, by its name; empty where that does not tell. */
    static Optional<Boolean> byName(String name) {
        boolean much = MUCH.matcher(name).find();
        boolean either =
                much == LITTLE.matcher(name).find() || EITHER.matcher(name).find();
        return either ? Optional.empty() : Optional.of(much);
    }

    /** Whether it is there for guards alone: no alert that scales goes by it. */
    boolean decidesNothing(String name) {
        return !votes.containsKey(name);
    }

    /** Whether a high one is much load; of a signal that no alert scales by, as it is called. */
    Optional<Boolean> rises(String name) {
        int vote = votes.getOrDefault(name, 0);
        return NO_LOAD.matcher(name).find()
                ? Optional.empty()
                : byName(name).or(() -> vote == 0 ? Optional.empty() : Optional.of(vote > 0));
    }

    /** Whether it tells how much comes in, however it ends. */
    static boolean isTraffic(Selector selector) {
        return TRAFFIC.matcher(selector.name()).find()
                && !NO_LOAD.matcher(selector.name()).find()
                && selector.matchers().stream()
                        .noneMatch(matcher -> OUTCOME.matcher(matcher.label()).find());
    }
}

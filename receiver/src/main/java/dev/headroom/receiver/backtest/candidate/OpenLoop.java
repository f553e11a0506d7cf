package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.lint.RuleSet;
import java.util.function.Function;

/**
 * A past in which what is decided changes nothing of what is heard.
 *
 * @param replicas at its beginning
 * @param heard what rules make of it
 */
public record OpenLoop(int replicas, Function<RuleSet, News> heard) {}

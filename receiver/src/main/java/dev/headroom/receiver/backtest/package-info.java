/** What a change of rules or policy would have done: candidates against a trace, sweeps, limits for CI; may import its rooms, lint and config. */
@NullMarked
package dev.headroom.receiver.backtest;

import org.jspecify.annotations.NullMarked;

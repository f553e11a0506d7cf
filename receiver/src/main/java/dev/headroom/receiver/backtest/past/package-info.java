/** A Prometheus as the test bench: what its past means by rules and policies of now; may import demand, candidate, alerting, report, lint and promql. */
@NullMarked
package dev.headroom.receiver.backtest.past;

import org.jspecify.annotations.NullMarked;

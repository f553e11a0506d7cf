/** The part of PromQL that signals and thresholds need, over the measures of one service; imports promql. */
@NullMarked
package dev.headroom.receiver.backtest.signal;

import org.jspecify.annotations.NullMarked;

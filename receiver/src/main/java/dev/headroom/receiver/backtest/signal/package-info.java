/** The part of PromQL that signals and thresholds need, over the measures of one service; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.backtest.signal;

import org.jspecify.annotations.NullMarked;

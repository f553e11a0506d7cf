/** Requests over time: read from a file, made into a day; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.backtest.trace;

import org.jspecify.annotations.NullMarked;

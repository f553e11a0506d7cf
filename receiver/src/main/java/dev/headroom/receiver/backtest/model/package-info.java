/** A queueing model of one service, and what is measured of it; may import trace and signal. */
@NullMarked
package dev.headroom.receiver.backtest.model;

import org.jspecify.annotations.NullMarked;

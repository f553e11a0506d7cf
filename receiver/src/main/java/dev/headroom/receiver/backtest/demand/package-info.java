/** Requests rebuilt from what was counted of them: how many ended, waited and were worked on, and how long they took; imports traces and the mistakes of a backtest alone. */
@NullMarked
package dev.headroom.receiver.backtest.demand;

import org.jspecify.annotations.NullMarked;

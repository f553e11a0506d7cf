package dev.headroom.receiver.backtest.trace;

/**
 * One request.
 *
 * @param at seconds since the trace began
 * @param work seconds that one slot is busy with it
 */
public record Request(double at, double work) {}

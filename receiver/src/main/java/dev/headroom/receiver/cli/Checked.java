package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.BacktestException;

/** A number of the command line that must lie within limits. */
final class Checked {

    private Checked() {}

    static double within(String option, double value, double least, double most) {
        if (value >= least && value <= most) {
            return value;
        }
        throw new BacktestException(
                option + ": must be " + least + " to " + most + ", found " + value + "; write a number between them");
    }
}

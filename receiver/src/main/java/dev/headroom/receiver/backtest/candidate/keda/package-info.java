/** KEDA's ScaledObject, with its documented behaviour, over {@code hpa}; may import that, lint and settings. */
@NullMarked
package dev.headroom.receiver.backtest.candidate.keda;

import org.jspecify.annotations.NullMarked;

/** Whatever may scale a service, played against the model: Headroom under some rules and policy, a HorizontalPodAutoscaler, a fixed count; may import the model, lint's rule sets and the receiver's own loop. */
@NullMarked
package dev.headroom.receiver.backtest.candidate;

import org.jspecify.annotations.NullMarked;

/** Knative's pod autoscaler, by its documented algorithm; may import hpa (for manifests), lint and settings. */
@NullMarked
package dev.headroom.receiver.backtest.candidate.knative;

import org.jspecify.annotations.NullMarked;

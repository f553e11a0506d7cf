/** Kubernetes' HorizontalPodAutoscaler, autoscaling/v2, with its documented algorithm; may import config. */
@NullMarked
package dev.headroom.receiver.backtest.candidate.hpa;

import org.jspecify.annotations.NullMarked;

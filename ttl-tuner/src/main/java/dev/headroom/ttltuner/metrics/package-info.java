/** The tuner's own Prometheus metrics; may import status and tuning. */
@NullMarked
package dev.headroom.ttltuner.metrics;

import org.jspecify.annotations.NullMarked;

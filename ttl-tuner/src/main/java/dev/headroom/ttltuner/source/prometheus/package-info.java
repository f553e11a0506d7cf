/** Hit rates from Prometheus' HTTP API; may import source and tuning. */
@NullMarked
package dev.headroom.ttltuner.source.prometheus;

import org.jspecify.annotations.NullMarked;

/** Hit rates from Prometheus' HTTP API; may import source, tuning and clients.prometheus. */
@NullMarked
package dev.headroom.ttltuner.source.prometheus;

import org.jspecify.annotations.NullMarked;

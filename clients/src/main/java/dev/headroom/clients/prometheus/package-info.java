/** Prometheus' HTTP API; may import clients.http. */
@NullMarked
package dev.headroom.clients.prometheus;

import org.jspecify.annotations.NullMarked;

/** All Prometheus metrics; listens to outcomes and reads statuses, and the core never sees it; may import reconcile, the webhook's listener and the core's values. */
@NullMarked
package dev.headroom.receiver.metrics;

import org.jspecify.annotations.NullMarked;

/** What the tuner did last and why, for metrics and people; may import tuning. */
@NullMarked
package dev.headroom.ttltuner.status;

import org.jspecify.annotations.NullMarked;

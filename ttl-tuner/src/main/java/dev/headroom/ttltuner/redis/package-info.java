/** What the tuner keeps in Redis: TTLs, pins, history, lease, state, what was counted, and the access feed it reads; may import tuning and curve. */
@NullMarked
package dev.headroom.ttltuner.redis;

import org.jspecify.annotations.NullMarked;

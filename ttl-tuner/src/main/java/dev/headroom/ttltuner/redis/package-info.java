/** What the tuner keeps in Redis: TTLs, pins, history, lease, state, and the access feed it reads; may import tuning. */
@NullMarked
package dev.headroom.ttltuner.redis;

import org.jspecify.annotations.NullMarked;

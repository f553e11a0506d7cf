/** Hit rates from counters that the app keeps in Redis; may import source and tuning. */
@NullMarked
package dev.headroom.ttltuner.source.redis;

import org.jspecify.annotations.NullMarked;

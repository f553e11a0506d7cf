/** The TTL tuner: a companion job that sets cache TTLs in Redis from measured hit rates; it imports nothing of the receiver. */
@NullMarked
package dev.headroom.ttltuner;

import org.jspecify.annotations.NullMarked;

/** The hit rate as a function of the TTL, learned from the stream of accesses; imports nothing of ours. */
@NullMarked
package dev.headroom.ttltuner.curve;

import org.jspecify.annotations.NullMarked;

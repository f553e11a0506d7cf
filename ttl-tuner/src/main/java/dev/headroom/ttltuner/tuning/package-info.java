/** Decides the TTL of a cache mode, purely, from evidence, state and the time it is handed; may import curve. */
@NullMarked
package dev.headroom.ttltuner.tuning;

import org.jspecify.annotations.NullMarked;

/** Plays a recorded trace through laws in virtual time, and shows what each would have done; may import tuning and curve. */
@NullMarked
package dev.headroom.ttltuner.replay;

import org.jspecify.annotations.NullMarked;

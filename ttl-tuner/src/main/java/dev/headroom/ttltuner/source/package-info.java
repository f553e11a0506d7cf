/** The port to what tells hit rates; may import tuning. */
@NullMarked
package dev.headroom.ttltuner.source;

import org.jspecify.annotations.NullMarked;

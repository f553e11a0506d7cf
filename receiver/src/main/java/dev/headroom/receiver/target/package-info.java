/** The port to whatever runs the replicas; may import policy. */
@NullMarked
package dev.headroom.receiver.target;

import org.jspecify.annotations.NullMarked;

/** A target that runs nothing: replicas with a start-up time, for trying out and for demos; may import target and policy. */
@NullMarked
package dev.headroom.receiver.target.simulated;

import org.jspecify.annotations.NullMarked;

/** The hooks of simulated replicas; may import hook and target. */
@NullMarked
package dev.headroom.receiver.hook.simulated;

import org.jspecify.annotations.NullMarked;

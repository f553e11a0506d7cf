/** The scaling sequence as a persisted state machine, and its runner; may import decision, policy and the port target. */
@NullMarked
package dev.headroom.receiver.rollout;

import org.jspecify.annotations.NullMarked;

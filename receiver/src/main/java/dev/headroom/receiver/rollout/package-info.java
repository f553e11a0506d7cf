/** The scaling sequence as a persisted state machine, and its runner; may import decision, policy and the ports target and hook. */
@NullMarked
package dev.headroom.receiver.rollout;

import org.jspecify.annotations.NullMarked;

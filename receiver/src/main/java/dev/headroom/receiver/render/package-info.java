/** Manifests for other autoscalers, written from the policy; may import policy, config and the target's names. */
@NullMarked
package dev.headroom.receiver.render;

import org.jspecify.annotations.NullMarked;

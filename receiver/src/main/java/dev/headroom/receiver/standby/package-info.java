/** Hot standby: replicas that sleep instead of being stopped, and the port to their servers; may import target, hook, policy. */
@NullMarked
package dev.headroom.receiver.standby;

import org.jspecify.annotations.NullMarked;

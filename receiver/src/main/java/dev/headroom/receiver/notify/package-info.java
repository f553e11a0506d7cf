/** Notices of what was done and what stands in the way, sent to a webhook of people's; may import decision, store, policy and loop. */
@NullMarked
package dev.headroom.receiver.notify;

import org.jspecify.annotations.NullMarked;

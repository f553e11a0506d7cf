/** How many replicas there were, over the last day and as hours of the month, kept in the store; may import policy, store and reconcile (values). */
@NullMarked
package dev.headroom.receiver.usage;

import org.jspecify.annotations.NullMarked;

/** How many replicas there were, over the last day and as hours of the month, and the port to where that is kept; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.usage;

import org.jspecify.annotations.NullMarked;

/** How JSON from outside is read: strictly, and within limits; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.wire;

import org.jspecify.annotations.NullMarked;

/** Words from outside, read strictly: JSON with limits; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.wire;

import org.jspecify.annotations.NullMarked;

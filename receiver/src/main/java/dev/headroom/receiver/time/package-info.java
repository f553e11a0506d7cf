/** The time that is shown and the time that passes, read together; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.time;

import org.jspecify.annotations.NullMarked;

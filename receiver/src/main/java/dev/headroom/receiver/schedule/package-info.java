/** Time windows with replica floors, in the policy's time zone; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.schedule;

import org.jspecify.annotations.NullMarked;

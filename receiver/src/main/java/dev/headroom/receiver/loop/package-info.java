/** What is done again and again, each in a thread of its own; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.loop;

import org.jspecify.annotations.NullMarked;

/** The port to the servers of single replicas that can sleep and wake: hot standby; may import target. */
@NullMarked
package dev.headroom.receiver.standby;

import org.jspecify.annotations.NullMarked;

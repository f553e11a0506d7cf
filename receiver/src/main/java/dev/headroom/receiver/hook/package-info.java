/** The port to what single replicas can be asked and told: tasks, drain, checkpoint, loaded, traffic; may import target. */
@NullMarked
package dev.headroom.receiver.hook;

import org.jspecify.annotations.NullMarked;

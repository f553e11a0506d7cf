/** The services of a Docker Swarm, scaled by their replica count; may import target and policy. */
@NullMarked
package dev.headroom.receiver.target.swarm;

import org.jspecify.annotations.NullMarked;

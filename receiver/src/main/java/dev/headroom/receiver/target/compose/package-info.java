/** The services of a docker-compose project, scaled by cloning and removing containers; may import target and policy. */
@NullMarked
package dev.headroom.receiver.target.compose;

import org.jspecify.annotations.NullMarked;

/** Calls to a Docker daemon, for the targets that run on one; may import target. */
@NullMarked
package dev.headroom.receiver.target.docker;

import org.jspecify.annotations.NullMarked;

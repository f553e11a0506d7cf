/** Wires the tuner together, runs its loop, and serves its metrics, health and status; may import everything but cli and replay. */
@NullMarked
package dev.headroom.ttltuner.app;

import org.jspecify.annotations.NullMarked;

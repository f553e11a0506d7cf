/** The commands {@code headroom ttl ...}; may import app, config and replay. */
@NullMarked
package dev.headroom.ttltuner.cli;

import org.jspecify.annotations.NullMarked;

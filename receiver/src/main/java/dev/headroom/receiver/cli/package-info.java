/** The commands that a user types; may import app, demo, config and the values that they print. */
@NullMarked
package dev.headroom.receiver.cli;

import org.jspecify.annotations.NullMarked;

/** The demonstration: a scripted day, played as real notifications against a real receiver; may import app, config and the values that it tells of. */
@NullMarked
package dev.headroom.receiver.demo;

import org.jspecify.annotations.NullMarked;

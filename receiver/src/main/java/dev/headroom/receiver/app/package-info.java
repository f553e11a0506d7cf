/** The wiring: builds every part by its constructor, starts and stops them in order; the only package that names adapters; may import all but cli and demo. */
@NullMarked
package dev.headroom.receiver.app;

import org.jspecify.annotations.NullMarked;

/** The receiver, from the webhook to the scaled service; every room of it is a package below. */
@NullMarked
package dev.headroom.receiver;

import org.jspecify.annotations.NullMarked;

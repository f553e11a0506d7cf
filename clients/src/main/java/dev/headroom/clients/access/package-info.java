/** Reads from settings who asks a server, and whom it believes; may import settings and all other clients. */
@NullMarked
package dev.headroom.clients.access;

import org.jspecify.annotations.NullMarked;

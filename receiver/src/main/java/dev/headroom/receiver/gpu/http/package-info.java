/** Asks model servers over HTTP: the calls, and any server by paths that are configured; may import gpu and clients.http. */
@NullMarked
package dev.headroom.receiver.gpu.http;

import org.jspecify.annotations.NullMarked;

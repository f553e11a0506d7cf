/** Engines that serve one model, and can give its memory back; may import gpu, clients.http and clients.prometheus. */
@NullMarked
package dev.headroom.receiver.gpu.engine;

import org.jspecify.annotations.NullMarked;

/** Engines that serve one model, and can give its memory back; may import gpu, gpu.http, clients.http, clients.prometheus. */
@NullMarked
package dev.headroom.receiver.gpu.engine;

import org.jspecify.annotations.NullMarked;

/** The router of llama.cpp's server; may import gpu, gpu.http, clients.http, clients.prometheus. */
@NullMarked
package dev.headroom.receiver.gpu.llama;

import org.jspecify.annotations.NullMarked;

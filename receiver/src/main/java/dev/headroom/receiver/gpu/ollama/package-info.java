/** Asks Ollama for its models; may import gpu, gpu.http, clients.http. */
@NullMarked
package dev.headroom.receiver.gpu.ollama;

import org.jspecify.annotations.NullMarked;

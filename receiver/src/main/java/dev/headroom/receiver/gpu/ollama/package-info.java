/** Asks Ollama for its models; may import gpu and wire. */
@NullMarked
package dev.headroom.receiver.gpu.ollama;

import org.jspecify.annotations.NullMarked;

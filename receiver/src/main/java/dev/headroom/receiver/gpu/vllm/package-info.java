/** Asks vLLM for its model, which it can put to sleep; may import gpu and wire. */
@NullMarked
package dev.headroom.receiver.gpu.vllm;

import org.jspecify.annotations.NullMarked;

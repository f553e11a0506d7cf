/** Asks vLLM for its model, which it can put to sleep; may import gpu and clients.http. */
@NullMarked
package dev.headroom.receiver.gpu.vllm;

import org.jspecify.annotations.NullMarked;

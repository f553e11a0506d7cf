/** Asks NVIDIA's Triton Inference Server for its models; may import gpu, gpu.http, clients.http. */
@NullMarked
package dev.headroom.receiver.gpu.triton;

import org.jspecify.annotations.NullMarked;

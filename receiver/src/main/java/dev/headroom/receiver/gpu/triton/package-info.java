/** Asks NVIDIA's Triton Inference Server for its models; may import gpu and wire. */
@NullMarked
package dev.headroom.receiver.gpu.triton;

import org.jspecify.annotations.NullMarked;

/** Reads GPUs of other hosts out of Prometheus; may import gpu and wire. */
@NullMarked
package dev.headroom.receiver.gpu.prometheus;

import org.jspecify.annotations.NullMarked;

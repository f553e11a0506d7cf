/** Reads GPUs of other hosts out of Prometheus; may import gpu, settings and clients.prometheus. */
@NullMarked
package dev.headroom.receiver.gpu.prometheus;

import org.jspecify.annotations.NullMarked;

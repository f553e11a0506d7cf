/** Counts the GPUs of a Kubernetes cluster that no pod has requested; may import gpu, policy and kubernetes. */
@NullMarked
package dev.headroom.receiver.gpu.kubernetes;

import org.jspecify.annotations.NullMarked;

/** The watch over GPU memory: reads GPUs again and again, measures what replicas use, unloads models; may import gpu and policy. */
@NullMarked
package dev.headroom.receiver.watch;

import org.jspecify.annotations.NullMarked;

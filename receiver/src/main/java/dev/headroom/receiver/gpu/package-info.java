/** What GPUs hold and can hold, as values: the VRAM gate, the model plan, what to unload; ports to what reads GPUs and to model servers; may import policy. */
@NullMarked
package dev.headroom.receiver.gpu;

import org.jspecify.annotations.NullMarked;

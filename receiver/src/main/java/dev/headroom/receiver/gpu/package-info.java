/** What GPUs can hold, as values, and the VRAM gate; may import policy. */
@NullMarked
package dev.headroom.receiver.gpu;

import org.jspecify.annotations.NullMarked;

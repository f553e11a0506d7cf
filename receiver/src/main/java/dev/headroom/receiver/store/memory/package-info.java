/** The store without a disk, for what need not outlive its process; may import store and the records that it stores. */
@NullMarked
package dev.headroom.receiver.store.memory;

import org.jspecify.annotations.NullMarked;

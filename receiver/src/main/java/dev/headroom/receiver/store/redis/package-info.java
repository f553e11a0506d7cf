/** The store in a Redis that several receivers share, one of which leads; may import the port store and the records that it stores. */
@NullMarked
package dev.headroom.receiver.store.redis;

import org.jspecify.annotations.NullMarked;

/** How records are written as JSON by the stores that last; may import the records. */
@NullMarked
package dev.headroom.receiver.store.json;

import org.jspecify.annotations.NullMarked;

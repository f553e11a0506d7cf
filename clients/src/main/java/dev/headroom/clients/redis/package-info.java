/** Which Redis, and as whom; may import settings. */
@NullMarked
package dev.headroom.clients.redis;

import org.jspecify.annotations.NullMarked;

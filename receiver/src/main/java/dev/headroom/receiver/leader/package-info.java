/** The port to whatever decides, beside the store, which of several receivers may lead. */
@NullMarked
package dev.headroom.receiver.leader;

import org.jspecify.annotations.NullMarked;

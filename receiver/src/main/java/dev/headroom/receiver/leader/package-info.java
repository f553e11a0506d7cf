/** Which of several receivers leads, by a lease: the election, and the ports to what it is kept in; may import time and loop. */
@NullMarked
package dev.headroom.receiver.leader;

import org.jspecify.annotations.NullMarked;

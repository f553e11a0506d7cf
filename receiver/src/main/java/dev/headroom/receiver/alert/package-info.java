/** Alerts as levels: what is firing, merged by fingerprint and start; may import time. */
@NullMarked
package dev.headroom.receiver.alert;

import org.jspecify.annotations.NullMarked;

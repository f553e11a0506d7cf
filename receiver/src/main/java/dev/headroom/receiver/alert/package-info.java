/** Alerts as levels: what is firing, merged by fingerprint and start; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.alert;

import org.jspecify.annotations.NullMarked;

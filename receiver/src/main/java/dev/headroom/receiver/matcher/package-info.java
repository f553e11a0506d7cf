/** Label matchers as Alertmanager reads and applies them; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.matcher;

import org.jspecify.annotations.NullMarked;

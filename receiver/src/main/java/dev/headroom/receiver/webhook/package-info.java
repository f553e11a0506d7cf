/** Alertmanager's webhook: authenticate, limit, parse, persist, answer, and nothing slow; may import alert and store. */
@NullMarked
package dev.headroom.receiver.webhook;

import org.jspecify.annotations.NullMarked;

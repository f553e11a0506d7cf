/** Alertmanager's webhook: authenticate, limit, parse, persist, answer, and nothing slow; may import alert, store and wire. */
@NullMarked
package dev.headroom.receiver.webhook;

import org.jspecify.annotations.NullMarked;

/** The port to durable state: alerts, actions, rollouts, decisions, overrides, spans; imports leader and the records that it stores. */
@NullMarked
package dev.headroom.receiver.store;

import org.jspecify.annotations.NullMarked;

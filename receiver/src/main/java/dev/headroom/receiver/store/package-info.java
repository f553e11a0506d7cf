/** The port to durable state: alerts, actions, rollouts, decisions, overrides; imports the records that it stores. */
@NullMarked
package dev.headroom.receiver.store;

import org.jspecify.annotations.NullMarked;

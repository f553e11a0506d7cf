/** The scaling policy as values: services, triggers, matrix rules, limits; may import alert and schedule. */
@NullMarked
package dev.headroom.receiver.policy;

import org.jspecify.annotations.NullMarked;

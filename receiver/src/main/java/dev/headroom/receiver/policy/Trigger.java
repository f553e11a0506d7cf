package dev.headroom.receiver.policy;

import java.time.Duration;

/**
 * A metric that may scale a service (spec 1.1 to 1.3).
 *
 * @param cooldown how long after an action of this trigger it may not act again; zero for none
 * @param upOnly it never scales down
 * @param benefit what more replicas do to its signal
 */
public record Trigger(String name, Duration cooldown, boolean upOnly, Benefit benefit) {}

/** One check over alert rules, policy, routes, dashboards and configuration, and what a change of them means; may import config, hook, standby.http, policy and schedule. */
@NullMarked
package dev.headroom.receiver.lint;

import org.jspecify.annotations.NullMarked;

/** The two YAML files that a user writes, read into values; may import settings, policy and schedule. */
@NullMarked
package dev.headroom.receiver.config;

import org.jspecify.annotations.NullMarked;

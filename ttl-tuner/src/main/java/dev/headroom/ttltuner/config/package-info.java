/** The file {@code ttl-tuner.yml}, read into values; may import settings, tuning and curve. */
@NullMarked
package dev.headroom.ttltuner.config;

import org.jspecify.annotations.NullMarked;

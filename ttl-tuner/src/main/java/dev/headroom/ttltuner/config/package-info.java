/** The file {@code ttl-tuner.yml}, read into values; may import tuning. */
@NullMarked
package dev.headroom.ttltuner.config;

import org.jspecify.annotations.NullMarked;

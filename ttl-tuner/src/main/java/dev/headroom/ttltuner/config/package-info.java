/** The file {@code ttl-tuner.yml}, read into values; may import tuning and curve. */
@NullMarked
package dev.headroom.ttltuner.config;

import org.jspecify.annotations.NullMarked;

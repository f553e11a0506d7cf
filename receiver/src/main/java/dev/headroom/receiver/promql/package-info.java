/** Prometheus's query language, read as Prometheus reads it; imports nothing of ours. */
@NullMarked
package dev.headroom.receiver.promql;

import org.jspecify.annotations.NullMarked;

/** Benchmarks; no tests. */
package dev.headroom.ttltuner.bench;

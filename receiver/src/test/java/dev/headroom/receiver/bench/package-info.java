/** What docs/benchmarks.md is measured with; run by hand and never as a test; may import everything. */
package dev.headroom.receiver.bench;

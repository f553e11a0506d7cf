/** A target in a process of its own that keeps account of what was done to it; imports nothing of the product. */
package dev.headroom.receiver.oracle;

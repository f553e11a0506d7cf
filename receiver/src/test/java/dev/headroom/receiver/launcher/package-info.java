/** The script {@code ./headroom}: when it builds, what it runs, and what it leaves alone. */
package dev.headroom.receiver.launcher;

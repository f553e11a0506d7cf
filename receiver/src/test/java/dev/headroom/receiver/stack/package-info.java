/** The Compose stack in compose/: its files, its proxies, and the whole of it running. */
package dev.headroom.receiver.stack;

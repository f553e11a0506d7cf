/** Kills the packaged program at every point of its work, and checks what the oracle, the store and the notifications tell. */
package dev.headroom.receiver.kills;

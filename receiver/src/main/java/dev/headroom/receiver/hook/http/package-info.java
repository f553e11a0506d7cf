/** Hooks over HTTP, and tasks counted by Prometheus; may import hook, target and clients. */
@NullMarked
package dev.headroom.receiver.hook.http;

import org.jspecify.annotations.NullMarked;

/** Servers that sleep and wake, over HTTP; may import standby, target, hook.http, gpu, its servers and clients.http. */
@NullMarked
package dev.headroom.receiver.standby.http;

import org.jspecify.annotations.NullMarked;

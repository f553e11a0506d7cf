/** Calls to HTTP servers, bounded in time and in size; imports nothing of ours. */
@NullMarked
package dev.headroom.clients.http;

import org.jspecify.annotations.NullMarked;
